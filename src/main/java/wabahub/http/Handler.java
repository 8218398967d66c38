package wabahub.http;

/// Answers one call, or throws [Refusal].
@FunctionalInterface
public interface Handler {
  Answer handle(Call call);
}
