/// Meta's webhooks: verify, write down, dispatch.
@NullMarked
package wabahub.intake;

import org.jspecify.annotations.NullMarked;
