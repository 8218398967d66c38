/// The rules of docs/metering.md a second time, as plainly as they can be written, and the random
/// worlds in which the product is compared with them. Nothing here may use the product's code.
@NullMarked
package wabahub.model;

import org.jspecify.annotations.NullMarked;
