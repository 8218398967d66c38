@NullMarked
package wabahub;

import org.jspecify.annotations.NullMarked;
