/// Opens the database, migrates it, and runs transactions on it.
@NullMarked
package wabahub.storage;

import org.jspecify.annotations.NullMarked;
