package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Several who want the same at the same time: one gets it, the others are told so.
final class OnboardingCrowdTest {
  private static final int MANY = 12;

  @ParameterizedTest
  @EnumSource
  void owners_onOneLinkAtOnce_oneIsConnected(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      List<SignUp> owners =
          IntStream.range(0, MANY).mapToObj(i -> meta.signUp(Wanted.of("Owner " + i))).toList();
      List<Integer> answers = Crowd.of(MANY, i -> meta.signIn(link, owners.get(i)).status());
      assertThat(answers).containsOnlyOnce(202).containsOnly(202, 409);
      meta.hub.settle();
      assertThat(meta.live()).hasSize(1);
      assertThat(meta.ears.heard("onboarding.finished")).hasSize(1);
      assertThat(meta.calls().stream().filter("exchange"::equals)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void code_manyTimesOnItsLink_changesNothing(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree"));
      assertThat(Crowd.of(MANY, i -> meta.signIn(link, signUp).status())).containsOnly(202);
      meta.hub.settle();
      assertThat(meta.newest().get("sign_ins").asInt()).isEqualTo(1);
      assertThat(meta.signIn(link, signUp).status()).isEqualTo(202);
      meta.hub.settle();
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.ears.heard("onboarding.finished")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void code_onManyLinksAtOnce_isGoodForOne(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      List<String> links = Crowd.of(MANY, i -> meta.link(Map.of()));
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree"));
      List<Integer> answers = Crowd.of(MANY, i -> meta.signIn(links.get(i), signUp).status());
      assertThat(answers).containsOnlyOnce(202).containsOnly(202, 409);
      meta.hub.settle();
      assertThat(meta.live()).hasSize(1);
      assertThat(pages(meta, links)).containsOnlyOnce("finished").containsOnly("finished", "open");
    }
  }

  private static List<String> pages(Meta meta, List<String> links) {
    return links.stream().map(link -> meta.page(link).get("state").stringValue()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void number_inManyLinksOfOnePartner_isRegisteredByOne(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      List<Account> partners = new ArrayList<>();
      IntStream.range(0, MANY).forEach(i -> partners.add(meta.partner));
      List<String> links = race(meta, partners);
      assertThat(pages(meta, links)).containsOnlyOnce("finished").containsOnly("finished", "stuck");
      assertThat(codes(meta, meta.partner)).containsOnly("other_link");
      assertThat(meta.done("register")).isEqualTo(1);
      assertThat(meta.live()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_inLinksOfManyPartners_isLiveAtOne(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      List<Account> partners =
          IntStream.range(0, MANY).mapToObj(i -> meta.hub.partner("Partner " + i, null)).toList();
      List<String> links = race(meta, partners);
      assertThat(pages(meta, links)).containsOnlyOnce("finished").containsOnly("finished", "stuck");
      assertThat(partners.stream().flatMap(partner -> codes(meta, partner).stream()))
          .containsOnly("waba_taken");
      assertThat(meta.done("register")).isEqualTo(1);
      assertThat(partners.stream().flatMap(partner -> meta.live(partner).stream())).hasSize(1);
    }
  }

  /// Clients of the same number have signed in on a link of each of the partners, and the hub has
  /// found it for all of them at the same instant.
  private static List<String> race(Meta meta, List<Account> partners) {
    List<String> links = partners.stream().map(partner -> meta.link(partner, Map.of())).toList();
    Wanted client = Wanted.of("Olive Tree").on("447700900151");
    Wanted again = client.into(meta.signUp(client).wabaId());
    List<SignUp> signUps = links.stream().map(link -> meta.signUp(again)).toList();
    CyclicBarrier together = new CyclicBarrier(partners.size());
    meta.sandbox.onCall(made -> {
      if (made.call().equals("waba")) {
        await(together);
      } else if (made.call().equals("subscribe")) {
        awaitStuck(meta, partners.size() - 1);
      }
    });
    for (int i = 0; i < links.size(); i++) {
      Reply reply = meta.signIn(links.get(i), signUps.get(i));
      assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    }
    meta.hub.settle();
    return links;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Until then whoever was first goes no further: it is not a number that was live before.
  private static void awaitStuck(Meta meta, int count) {
    String sql = "SELECT count(*) FROM onboarding WHERE state = 'stuck'";
    Patience.until(() -> meta.hub.rows(sql), List.of("" + count)::equals);
  }

  private static List<String> codes(Meta meta, Account account) {
    return meta.own(account, "GET", "onboardings", null)
        .json()
        .get("list")
        .valueStream()
        .map(link -> link.get("problem"))
        .filter(problem -> !problem.isNull())
        .map(problem -> problem.get("code").stringValue())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void clients_manyAtOnce_areAllConnected(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      List<String> links = Crowd.of(MANY, i -> meta.link(Map.of("coexistence", i % 2)));
      Crowd.of(
          MANY,
          i -> {
            Wanted wanted = Wanted.of("Client " + i);
            SignUp signUp =
                meta.signUp(i % 2 == 0 ? wanted : wanted.with(Wanted.Trait.COEXISTENCE));
            return meta.signIn(links.get(i), signUp).status();
          });
      meta.hub.settle();
      assertThat(pages(meta, links)).containsOnly("finished");
      assertThat(meta.live()).hasSize(MANY).doesNotHaveDuplicates();
      assertThat(meta.ears.heard("onboarding.finished")).hasSize(MANY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_changedByManyAtOnce_endsOnce(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      for (int round = 0; round < 8; round++) {
        String link = meta.link(Map.of());
        JsonNode made = meta.newest();
        String path = "onboardings/" + made.get("id").stringValue();
        SignUp signUp = meta.signUp(Wanted.of("Round " + round));
        List<Integer> answers =
            Crowd.of(
                8,
                i ->
                    i == 3
                        ? meta.signIn(link, signUp).status()
                        : meta.own("DELETE", path, null).status());
        assertThat(answers.get(3)).isIn(202, 404);
        answers.remove(3);
        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        meta.hub.settle();
        assertThat(meta.live()).isEmpty();
        assertThat(meta.hub.rows("SELECT onboarding_id FROM sign_up")).isEmpty();
      }
    }
  }
}
