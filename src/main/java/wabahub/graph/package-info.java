/// Meta's Graph API: its calls, and what its failures mean.
@NullMarked
package wabahub.graph;

import org.jspecify.annotations.NullMarked;
