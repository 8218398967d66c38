// A conversation by WhatsApp V2, with nothing but Node (18.2 or newer): sends a template, waits for
// what the customer answers, checks that it comes from the hub, and replies.
//
// `node client.mjs [hub [apiKey [number [customer [secret]]]]]`, or the environment: see
// ../README.md.
// Exits 0 when the reply was accepted, 1 when something went wrong, 2 when a setting is missing.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const MOST_BYTES = 1 << 20;
const MOST_ATTEMPTS = 5;
const MOST_EVENTS = 100;
const MOST_IDS = 1000;
const TOLERANCE_SECONDS = 300;

class MissingSetting extends Error {}

function text(name, argument) {
  const given = argument ?? process.env[name] ?? '';
  if (given.trim() === '') {
    throw new MissingSetting(`${name} is missing.`);
  }
  return given;
}

function whole(name, otherwise) {
  const given = process.env[name] ?? otherwise;
  if (!/^[0-9]{1,5}$/.test(given)) {
    throw new MissingSetting(`${name} is not a number: ${given}`);
  }
  return Number(given);
}

/** Where the hub is, and who talks to whom. */
function readSettings([hub, key, number, customer, secret]) {
  return {
    hub: text('HUB', hub).replace(/\/+$/, ''),
    apiKey: text('KEY', key),
    number: text('NUMBER', number),
    customer: text('CUSTOMER', customer),
    secret: text('SECRET', secret),
    template: process.env.TEMPLATE ?? 'hello_world',
    webhookUrl: process.env.WEBHOOK_URL ?? '',
    port: whole('PORT', '0'),
    waitSeconds: whole('WAIT_SECONDS', '300'),
  };
}

function isGenuine(header, body, secret) {
  const [time, ...signatures] = header.split(',');
  if (!/^t=[0-9]{1,18}$/.test(time)) {
    return false;
  }
  const signedAt = time.slice(2);
  const mac = createHmac('sha256', secret).update(`${signedAt}.`).update(body).digest('hex');
  const expected = Buffer.from(`v1=${mac}`);
  let genuine = false;
  // Two while the secret is being changed.
  for (const signature of signatures) {
    const given = Buffer.from(signature);
    genuine = (given.length === expected.length && timingSafeEqual(given, expected)) || genuine;
  }
  return genuine && Math.abs(Math.floor(Date.now() / 1000) - Number(signedAt)) <= TOLERANCE_SECONDS;
}

/**
 * The little server that webhooks come to, on loopback: what is reached from elsewhere stands
 * behind a reverse proxy with TLS.
 */
class Inbox {
  #secret;
  #server = createServer((request, response) => this.#handle(request, response));
  #events = [];
  #ids = new Set();
  #arrived = () => {};

  constructor(secret) {
    this.#secret = secret;
  }

  async listen(port) {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  /** The body of the next event, undefined when none comes in time. */
  async next(timeoutMs) {
    if (this.#events.length === 0) {
      let timer;
      await new Promise((resolve) => {
        this.#arrived = resolve;
        timer = setTimeout(resolve, Math.max(0, timeoutMs));
      });
      clearTimeout(timer);
    }
    return this.#events.shift();
  }

  async #handle(request, response) {
    try {
      const chunks = [];
      let sizeBytes = 0;
      for await (const chunk of request) {
        sizeBytes += chunk.length;
        if (sizeBytes > MOST_BYTES) {
          response.writeHead(413, { Connection: 'close' }).end();
          return;
        }
        chunks.push(chunk);
      }
      response.writeHead(this.#status(request.headers, Buffer.concat(chunks))).end();
    } catch {
      // The caller has gone; there is nobody to tell.
      response.destroy();
    }
  }

  /** What a delivery is answered with: at once, the work comes later. */
  #status(headers, body) {
    const id = headers['x-wabahub-id'];
    const signature = headers['x-wabahub-signature'];
    if (id === undefined || signature === undefined || !isGenuine(signature, body, this.#secret)) {
      console.log('refused: a webhook that the hub has not signed');
      return 401;
    }
    // A delivery comes at least once: what was taken already is done.
    if (this.#ids.has(id)) {
      return 200;
    }
    if (this.#events.length >= MOST_EVENTS) {
      return 503;
    }
    this.#events.push(body);
    this.#ids.add(id);
    if (this.#ids.size > MOST_IDS) {
      this.#ids.delete(this.#ids.values().next().value);
    }
    this.#arrived();
    return 200;
  }

  close() {
    this.#server.close();
    this.#server.closeIdleConnections();
  }
}

/** A call of WhatsApp V2; waits and tries again when it was too fast. */
async function call(settings, name, fields) {
  const body = JSON.stringify({ apiKey: settings.apiKey, from: settings.number, ...fields });
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${settings.hub}/whatsapp/v2/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.text();
    if (response.status === 429 && attempt < MOST_ATTEMPTS) {
      const seconds = response.headers.get('Retry-After') ?? '1';
      await pause(1000 * (/^[0-9]{1,2}$/.test(seconds) ? Number(seconds) : 60));
    } else if (response.status !== 200) {
      throw new Error(`${name}: HTTP ${response.status} ${answer}`);
    } else {
      const json = JSON.parse(answer);
      if (json.status !== 'OK') {
        throw new Error(`${name}: reason ${json.reason}`);
      }
      return json;
    }
  }
}

/** The first message of the customer. */
async function awaitMessage(settings, inbox, template) {
  const end = performance.now() + 1000 * settings.waitSeconds;
  for (;;) {
    const body = await inbox.next(end - performance.now());
    if (body === undefined) {
      throw new Error(`nothing came within ${settings.waitSeconds} seconds`);
    }
    const event = JSON.parse(body.toString('utf8'));
    // Who hides the number is known by `from_id` alone.
    if (event.hook === 'new' && [event.from, event.from_id].includes(settings.customer)) {
      return event;
    }
    if (event.state === 'failed' && event.unique === template) {
      throw new Error(`the template did not arrive: ${JSON.stringify(event.error)}`);
    }
  }
}

async function converse(settings, inbox) {
  const { unique } = await call(settings, 'sendTemplate', {
    to: settings.customer,
    name: settings.template,
    headerType: 1,
  });
  console.log(`template: ${settings.template} is ${unique}`);
  const message = await awaitMessage(settings, inbox, unique);
  console.log(`message: ${message.type} ${message.body}`);
  const reply = await call(settings, 'sendMessage', {
    to: message.from,
    replyTo: message.unique,
    body: 'Thank you, we have got your message.',
  });
  console.log(`reply: ${reply.unique}`);
}

async function run(settings, inbox) {
  const before = await call(settings, 'getWebhook', {});
  // A space clears; nothing would leave it as it is.
  const undo = () =>
    call(settings, 'setWebhook', { url: before.url || ' ', retry: before.retry });
  const url = settings.webhookUrl === '' ? inbox.url : settings.webhookUrl;
  try {
    await call(settings, 'setWebhook', { url, retry: 1 });
    console.log(`webhook: ${url}`);
    await converse(settings, inbox);
  } catch (error) {
    // Why it failed matters more than whether that could be undone.
    await undo().catch(() => {});
    throw error;
  }
  await undo();
}

try {
  const settings = readSettings(process.argv.slice(2));
  const inbox = new Inbox(settings.secret);
  await inbox.listen(settings.port);
  try {
    await run(settings, inbox);
  } finally {
    inbox.close();
  }
} catch (error) {
  const missing = error instanceof MissingSetting;
  console.error(missing ? error.message : `failed: ${error.cause?.message ?? error.message}`);
  process.exitCode = missing ? 2 : 1;
}
