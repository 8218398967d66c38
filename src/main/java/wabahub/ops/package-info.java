/// Health, metrics, and the threads of the loops.
@NullMarked
package wabahub.ops;

import org.jspecify.annotations.NullMarked;
