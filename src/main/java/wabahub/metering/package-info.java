/// Facts and figures: what is counted, exactly.
@NullMarked
package wabahub.metering;

import org.jspecify.annotations.NullMarked;
