/// Events on their way to partners' webhooks.
@NullMarked
package wabahub.outbox;

import org.jspecify.annotations.NullMarked;
