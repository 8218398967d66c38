/// Arguments, configuration and wiring.
@NullMarked
package wabahub;

import org.jspecify.annotations.NullMarked;
