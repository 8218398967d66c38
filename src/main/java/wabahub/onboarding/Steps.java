package wabahub.onboarding;

import static java.util.Objects.requireNonNull;

import wabahub.graph.Failure;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.graph.Sync;
import wabahub.secrets.Secret;

/// The steps at Meta. Each may run again after it has had its effect: the hub may have died before
/// it knew.
final class Steps {
  private final Graph graph;
  private final Finder finder;

  Steps(Graph graph, Finder finder) {
    this.graph = graph;
    this.finder = finder;
  }

  /// Runs the step that comes next, all but FINISH.
  Outcome run(Link link, SignUp signUp) {
    try {
      return switch (signUp.step()) {
        case EXCHANGE -> exchange(signUp);
        case CHECK -> finder.find(link, signUp);
        case SUBSCRIBE -> {
          graph.subscribe(token(signUp), found(signUp).wabaId());
          yield Outcome.done();
        }
        case ASSIGN -> {
          graph.assignSystemUser(token(signUp), found(signUp).wabaId());
          yield Outcome.done();
        }
        case CREDIT -> {
          graph.shareCredit(token(signUp), found(signUp).wabaId(), found(signUp).currency());
          yield Outcome.done();
        }
        case REGISTER -> {
          graph.register(
              token(signUp), found(signUp).phoneNumberId(), requireNonNull(signUp.pin()));
          yield new Outcome.Success(next -> next.with(true));
        }
        case CONTACTS -> sync(signUp, Sync.CONTACTS);
        case HISTORY -> sync(signUp, Sync.HISTORY);
        case FINISH -> Outcome.done();
      };
    } catch (GraphException e) {
      return Outcome.of(e.failure());
    }
  }

  private Outcome exchange(SignUp signUp) {
    Secret code = signUp.code();
    if (code == null) {
      return Outcome.stuck(Problem.SIGN_IN_AGAIN);
    }
    Secret token = graph.exchange(code);
    return new Outcome.Success(next -> next.exchanged(token));
  }

  /// Without its contacts or its history a number works all the same: what Meta refuses for good
  /// does not keep it from going live.
  private Outcome sync(SignUp signUp, Sync what) {
    try {
      graph.sync(token(signUp), found(signUp).phoneNumberId(), what);
      return Outcome.done();
    } catch (GraphException e) {
      if (e.failure() instanceof Failure.Final last) {
        return new Outcome.Skipped(
            new Link.Trouble(Problem.code(last.fix()), last.code(), last.said()));
      }
      throw e;
    }
  }

  private static Secret token(SignUp signUp) {
    return requireNonNull(signUp.accessToken());
  }

  private static SignUp.Found found(SignUp signUp) {
    return requireNonNull(signUp.found());
  }
}
