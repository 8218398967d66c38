/// Numbers on their way into the list: registered, handed to a client by a link, connected at Meta.
@NullMarked
package wabahub.onboarding;

import org.jspecify.annotations.NullMarked;
