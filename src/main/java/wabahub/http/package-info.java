/// The HTTP server and what every endpoint shares: one table of reasons, refusals to answers, JSON.
/// The only package that imports the server library.
@NullMarked
package wabahub.http;

import org.jspecify.annotations.NullMarked;
