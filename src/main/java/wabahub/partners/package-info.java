/// Partners, their secrets, access tokens and time zones.
@NullMarked
package wabahub.partners;

import org.jspecify.annotations.NullMarked;
