/// WhatsApp V2: messages of numbers, both ways; sends them through Meta and keeps them.
@NullMarked
package wabahub.messages;

import org.jspecify.annotations.NullMarked;
