/// What the programs of a number are told: see `docs/whatsapp-v2-webhook.md`.
@NullMarked
package wabahub.feed;

import org.jspecify.annotations.NullMarked;
