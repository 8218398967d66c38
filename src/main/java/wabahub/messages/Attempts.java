package wabahub.messages;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.graph.GraphException;
import wabahub.messages.Outcomes.Result;
import wabahub.messages.QueueSql.Task;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Asks Meta to send a message, once.
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private static final Failure.Later UNREADY =
      new Failure.Later(
          0, "The hub could not read the message or its number.", Fix.WAIT, Duration.ofMinutes(1));

  private static final Failure.Final BROKEN_OFF =
      new Failure.Final(0, "The hub failed while it was sending this message.", Fix.WAIT);

  private static final Failure.Final UNCONNECTED =
      new Failure.Final(0, "The number is not connected to WhatsApp.", Fix.NOT_REGISTERED);

  private final Secrets secrets;
  private final Gateway.Doors doors;

  Attempts(Secrets secrets, Gateway.Doors doors) {
    this.secrets = secrets;
    this.doors = doors;
  }

  /// `hub`: whose claim it is. Always has a result, so that every claim comes to an end.
  Result make(Task task, long hub, @Nullable WhatsAppNumber number) {
    try {
      return ask(task, hub, number);
    } catch (RuntimeException | Error e) {
      // Nobody knows how far it came.
      LOG.error("the attempt to send message {} broke off", task.id(), e);
      return new Result.Doubtful(BROKEN_OFF);
    }
  }

  private Result ask(Task task, long hub, @Nullable WhatsAppNumber number) {
    Optional<Secret> token;
    Outgoing message;
    try {
      token = number == null ? Optional.empty() : doors.numbers().accessToken(number.id());
      message = Outgoing.read(secrets, task.body());
    } catch (RuntimeException e) {
      // Meta has not been asked, so there is no doubt.
      LOG.error("message {} cannot be sent now", task.id(), e);
      return new Result.Refused(UNREADY);
    }
    if (number == null || token.isEmpty()) {
      return new Result.Refused(UNCONNECTED);
    }
    if (!doors.hubs().isFit() || doors.hubs().id() != hub) {
      // It may belong to another hub by now.
      return new Result.Refused(UNREADY);
    }
    try {
      return new Result.Taken(
          doors.graph().send(token.get(), number.phoneNumberId(), message.ask()));
    } catch (GraphException e) {
      return e.mayBeDone() ? new Result.Doubtful(e.failure()) : new Result.Refused(e.failure());
    }
  }
}
