/// The hubs that share one database: who lives, who does what, and what has changed.
@NullMarked
package wabahub.hubs;

import org.jspecify.annotations.NullMarked;
