/// A stand-in for Meta on loopback.
@NullMarked
package wabahub.sandbox;

import org.jspecify.annotations.NullMarked;
