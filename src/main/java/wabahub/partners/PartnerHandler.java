package wabahub.partners;

import wabahub.http.Answer;
import wabahub.http.Call;

/// Answers a call of a partner who has shown a good access token.
@FunctionalInterface
public interface PartnerHandler {
  Answer handle(Partner partner, Call call);
}
