// The console: what moves by itself, copying, charts. Pages work without it.

// What was typed is looked for without a button.
document.documentElement.classList.add('scripted');

const REFRESH_MS = 5_000;

// Figures that refresh by themselves, unless nobody looks or somebody has asked them to stand still

let paused = false;
const pause = document.getElementById('pause');
pause?.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', String(paused));
});

setInterval(() => {
  const live = document.querySelector('[data-refresh]');
  if (live && !paused && !document.hidden && !document.querySelector('dialog[open]')) {
    window.htmx.trigger(live, 'refresh');
  }
}, REFRESH_MS);

// Addresses without what was not filled in
document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') {
    return;
  }
  for (const [name, value] of Object.entries(event.detail.parameters)) {
    if (value === '') {
      delete event.detail.parameters[name];
    }
  }
});

// What went wrong on the way

const toast = document.getElementById('toast');
let toastTimer = 0;

function complain() {
  toast.textContent = document.body.dataset.trouble;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    toast.textContent = '';
  }, 8_000);
}

document.addEventListener('htmx:responseError', complain);
document.addEventListener('htmx:sendError', complain);

// A menu closes when somebody goes elsewhere

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener('keydown', (event) => {
  const menu = document.querySelector('details.menu[open]');
  if (event.key === 'Escape' && menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

// Copying

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) {
    return;
  }
  const label = button.querySelector('[data-label]') ?? button;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    label.textContent = button.dataset.copied;
  } catch {
    complain();
  }
});

// Charts: their data is in an attribute, their colours in the style

const charts = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw(canvas) {
  charts.get(canvas)?.destroy();
  const data = JSON.parse(canvas.dataset.chart);
  const language = document.documentElement.lang;
  const backwards = document.documentElement.dir === 'rtl';
  const format = new Intl.NumberFormat(language);
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.Chart.defaults.color = colour('--soft');
  const chart = new window.Chart(canvas, {
    type: 'bar',
    data: {
      labels: data.labels,
      datasets: data.series.map((series) => ({
        label: series.label,
        data: series.values,
        backgroundColor: colour('--' + series.colour),
        borderColor: colour('--card'),
        borderWidth: { top: 1 },
        borderRadius: 2,
        maxBarThickness: 32,
      })),
    },
    options: {
      maintainAspectRatio: false,
      animation: false,
      locale: language,
      interaction: { mode: 'index', intersect: false },
      plugins: {
        legend: {
          position: 'bottom',
          rtl: backwards,
          labels: { usePointStyle: true, pointStyle: 'rectRounded', boxHeight: 8 },
        },
        tooltip: {
          rtl: backwards,
          callbacks: {
            label: (item) => `${item.dataset.label}: ${format.format(item.parsed.y)}`,
          },
        },
      },
      scales: {
        x: { stacked: true, reverse: backwards, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
        y: {
          stacked: true,
          beginAtZero: true,
          position: backwards ? 'right' : 'left',
          border: { display: false },
          grid: { color: colour('--line') },
          ticks: { precision: 0, maxTicksLimit: 6, callback: (value) => format.format(value) },
        },
      },
    },
  });
  charts.set(canvas, chart);
}

function drawAll() {
  if (window.Chart) {
    for (const canvas of document.querySelectorAll('canvas[data-chart]')) {
      draw(canvas);
    }
  }
}

drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);

// Printing

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) {
    window.print();
  }
});

// The preview of a form, as it is typed: without a place of its own in the history

const PREVIEW_MS = 300;

for (const form of document.querySelectorAll('form[data-preview]')) {
  const frame = document.getElementById(form.dataset.preview);
  const language = document.querySelector(`[data-preview-language="${form.dataset.preview}"]`);
  let timer = 0;
  const show = () => {
    const query = new URLSearchParams({ lang: language.value });
    for (const field of form.elements) {
      if (field.name.startsWith('onboarding_')) {
        query.set(field.name, field.value);
      }
    }
    frame.contentWindow.location.replace(`${frame.dataset.address}?${query}`);
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, PREVIEW_MS);
  });
  language.addEventListener('change', show);
}
