package wabahub.messages;

import tools.jackson.databind.JsonNode;

/// A message of a customer that the hub has not had before.
///
/// @param numberId the number's id
/// @param unique `unique` of the API; the same for each repeat of Meta's
/// @param from the customer's number, or Meta's user id (BSUID) when the number is hidden
/// @param userId Meta's user id, "" when Meta gave none
/// @param name of the customer's profile, "" when Meta gave none
/// @param at when the customer sent it, UNIX seconds
/// @param content Meta's element of `messages[]`
/// @param contact Meta's element of `contacts[]`, missing node when there is none
public record Received(
    long numberId,
    String unique,
    String from,
    String userId,
    String name,
    long at,
    JsonNode content,
    JsonNode contact) {}
