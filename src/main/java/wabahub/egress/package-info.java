/// Requests to other hosts.
@NullMarked
package wabahub.egress;

import org.jspecify.annotations.NullMarked;
