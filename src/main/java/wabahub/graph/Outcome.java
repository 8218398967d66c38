package wabahub.graph;

import tools.jackson.databind.JsonNode;

/// What came of one request. `label`: as metrics say it, one of a bounded set.
sealed interface Outcome {
  String label();

  record Good(JsonNode json) implements Outcome {
    @Override
    public String label() {
      return "ok";
    }
  }

  /// `passing`: Meta itself says that the next try may go better. `mayBeDone`: Meta may have done
  /// what was asked all the same.
  record Bad(Failure failure, String label, boolean passing, boolean mayBeDone) implements Outcome {
    Bad(Failure failure, String label, boolean passing) {
      this(failure, label, passing, false);
    }
  }
}
