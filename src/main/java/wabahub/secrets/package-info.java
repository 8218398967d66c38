/// Encryption at rest and keyed hashes, under data keys that the master key wraps.
@NullMarked
package wabahub.secrets;

import org.jspecify.annotations.NullMarked;
