package wabahub.numbers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A number that a partner has or had: what its months are listed under. `deletedAt` in UNIX
/// seconds, null while it lives; `phoneNumberIds`: every one it has had.
public record NumberHistory(
    long id,
    PhoneNumber whatsapp,
    String displayName,
    @Nullable Long deletedAt,
    List<String> phoneNumberIds) {}
