package wabahub.graph;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.egress.EgressException;
import wabahub.egress.Incoming;
import wabahub.http.Json;
import wabahub.secrets.Secret;

/// What an answer, or the lack of one, means. `ownToken`: the call was made with the operator's
/// token, so that nobody but the operator can mend it. `secrets`: what must not be in a text.
record Reading(Edge edge, boolean ownToken, List<Secret> secrets) {
  private static final int MAX_SECONDS = 72 * 3600;

  Outcome of(Incoming answer) {
    Optional<JsonNode> json = Json.parseTolerantly(answer.body()).filter(JsonNode::isObject);
    Optional<Complaint> complaint = json.flatMap(body -> Complaint.of(answer.status(), body));
    if (complaint.isPresent()) {
      return complained(complaint.get(), answer);
    }
    boolean fine = answer.status() >= 200 && answer.status() < 300;
    if (fine && json.isPresent() && edge.promise().isKeptBy(json.get())) {
      return new Outcome.Good(json.get());
    }
    return unreadable(answer, fine && json.isPresent());
  }

  private Outcome complained(Complaint complaint, Incoming answer) {
    MetaError row = complaint.row(edge);
    @Nullable Integer code = complaint.code();
    int number = code == null ? 0 : code;
    String said = Words.said(complaint, secrets);
    Fix fix = fix(row);
    Failure failure =
        switch (row.kind()) {
          case LATER -> new Failure.Later(number, said, fix, after(row, complaint, answer));
          case SIGN_IN_AGAIN ->
              ownToken
                  ? new Failure.Final(number, said, fix)
                  : new Failure.SignInAgain(number, said, fix);
          case FINAL -> new Failure.Final(number, said, fix);
        };
    boolean known = code != null && MetaError.of(code) != null;
    // Whoever says when to come back does not mean at once.
    boolean passing =
        failure instanceof Failure.Later
            && row != MetaError.RATE
            && complaint.passing()
            && said(answer).isEmpty();
    return new Outcome.Bad(failure, known ? String.valueOf(number) : "other", passing);
  }

  private Fix fix(MetaError row) {
    boolean ownToMend =
        ownToken && (row == MetaError.AUTHENTICATION || row == MetaError.PERMISSION);
    return ownToMend ? Fix.SYSTEM_USER : row.fix();
  }

  /// Where calls are too many, what Meta says counts alone; elsewhere it only makes a wait longer.
  private static Duration after(MetaError row, Complaint complaint, Incoming answer) {
    if (row == MetaError.RATE) {
      return said(answer).orElse(row.after());
    }
    Duration own =
        row == MetaError.PIN_GUESSES || row == MetaError.CODES
            ? Words.time(complaint.details()).map(Reading::bounded).orElse(row.after())
            : row.after();
    Duration said = said(answer).orElse(Duration.ZERO);
    return said.compareTo(own) > 0 ? said : own;
  }

  /// An answer that does not hold what Meta's documentation promises.
  static Failure incomplete() {
    return new Failure.Later(
        0, "The answer lacks what it should hold.", Fix.WAIT, MetaError.BUSY.after());
  }

  /// HTML of a proxy, an empty body, a redirect, half an answer, or one that lacks what was
  /// promised: whatever it is, it says nothing about the request.
  private static Outcome unreadable(Incoming answer, boolean incomplete) {
    if (incomplete) {
      return new Outcome.Bad(incomplete(), "unreadable", false, true);
    }
    boolean tooMany = answer.status() == 429;
    MetaError row = tooMany ? MetaError.RATE : MetaError.BUSY;
    String said = "HTTP " + answer.status() + " without an answer of Meta's.";
    Duration after = said(answer).orElse(row.after());
    return new Outcome.Bad(
        new Failure.Later(0, said, row.fix(), after),
        tooMany ? "429" : "unreadable",
        false,
        // What refuses a request with another status has not passed it on.
        answer.status() < 400 || answer.status() >= 500);
  }

  Outcome of(EgressException none) {
    Fix fix =
        switch (none.why()) {
          case BUSY, TIMEOUT, DROPPED -> Fix.WAIT;
          case FORBIDDEN, UNKNOWN_HOST, UNREACHABLE, TLS -> Fix.UNREACHABLE;
        };
    String said =
        switch (none.why()) {
          case FORBIDDEN -> "The address of Meta's is not one that the hub may ask.";
          case BUSY -> "Too many names are being resolved.";
          case UNKNOWN_HOST -> "The name of Meta's host cannot be resolved.";
          case UNREACHABLE -> "Meta's host cannot be reached.";
          case TLS -> "No TLS connection to Meta.";
          case TIMEOUT -> "Meta did not answer in time.";
          case DROPPED -> "The connection ended before Meta's answer did.";
        };
    return new Outcome.Bad(
        new Failure.Later(0, said, fix, MetaError.BUSY.after()),
        none.why().name().toLowerCase(Locale.ROOT),
        false,
        none.requestMayHaveArrived());
  }

  /// What the headers say: `Retry-After` in seconds, or Meta's estimate.
  static Optional<Duration> said(Incoming answer) {
    Map<String, List<String>> headers = answer.headers();
    for (String value : headers.getOrDefault("retry-after", List.of())) {
      if (value.strip().matches("[0-9]{1,9}")) {
        return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(value.strip()))));
      }
    }
    return Usage.of(headers).stream()
        .map(Usage::regain)
        .filter(Duration::isPositive)
        .max(Duration::compareTo)
        .map(Reading::bounded);
  }

  private static Duration bounded(Duration time) {
    return Duration.ofSeconds(Math.min(time.toSeconds(), MAX_SECONDS));
  }
}
