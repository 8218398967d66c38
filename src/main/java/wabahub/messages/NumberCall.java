package wabahub.messages;

import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.numbers.WhatsAppNumber;

/// Answers a call of WhatsApp V2 for a number whose key the caller has shown.
@FunctionalInterface
public interface NumberCall {
  Answer handle(WhatsAppNumber number, ObjectNode body);
}
