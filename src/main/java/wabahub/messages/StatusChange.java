package wabahub.messages;

/// An outgoing message has got further: it was sent, delivered, read, or it failed. Each state of a
/// message is told once, though not always in the order of states.
///
/// @param numberId the number's id
/// @param unique of the message
/// @param to whom it was addressed to, as the caller wrote it
/// @param at when, UNIX seconds
/// @param error Meta's code, 0 when there is none
/// @param errorText one sentence, "" when there is no error
public record StatusChange(
    long numberId, String unique, State state, String to, long at, int error, String errorText) {}
