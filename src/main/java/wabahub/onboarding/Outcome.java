package wabahub.onboarding;

import java.time.Duration;
import java.util.function.UnaryOperator;
import wabahub.graph.Failure;

/// What came of a step.
sealed interface Outcome {
  /// The step is done; `change` puts what it found into the sign-up.
  record Success(UnaryOperator<SignUp> change) implements Outcome {}

  /// It cannot be done, and it does not matter enough to stop.
  record Skipped(Link.Trouble trouble) implements Outcome {}

  /// It is tried again, not before `after`.
  record Later(Link.Trouble trouble, Duration after) implements Outcome {}

  /// Somebody has to do something first.
  record Stuck(Link.Trouble trouble) implements Outcome {}

  static Outcome done() {
    return new Success(signUp -> signUp);
  }

  static Outcome stuck(Problem problem) {
    return new Stuck(new Link.Trouble(problem.code(), null, ""));
  }

  static Outcome of(Failure failure) {
    return switch (failure) {
      case Failure.Later later -> new Later(trouble(later), later.after());
      case Failure.SignInAgain again ->
          new Stuck(new Link.Trouble(Problem.SIGN_IN_AGAIN.code(), again.code(), again.said()));
      case Failure.Final last -> new Stuck(trouble(last));
    };
  }

  private static Link.Trouble trouble(Failure failure) {
    return new Link.Trouble(Problem.code(failure.fix()), failure.code(), failure.said());
  }
}
