/// The registry of WhatsApp numbers and their registrations in time.
@NullMarked
package wabahub.numbers;

import org.jspecify.annotations.NullMarked;
