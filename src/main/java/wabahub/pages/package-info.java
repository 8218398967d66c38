/// Pages for people: templates compiled with the hub, their styles and scripts, and the headers
/// that keep anything else out.
@NullMarked
package wabahub.pages;

import org.jspecify.annotations.NullMarked;
