package wabahub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(
          List.of("127.0.0.1", "10.0.0.0/8", "192.0.2.128/25", "::1", "2001:db8::/33"));

  @Test
  void caller_connectionIsNoProxy_isTheConnection() {
    assertThat(PROXIES.caller("203.0.113.9", List.of("198.51.100.7"))).isEqualTo("203.0.113.9");
  }

  @Test
  void caller_withoutHeader_isTheConnection() {
    assertThat(PROXIES.caller("127.0.0.1", List.of())).isEqualTo("127.0.0.1");
  }

  @Test
  void caller_noProxyIsTrusted_isTheConnection() {
    assertThat(new TrustedProxies(List.of()).caller("127.0.0.1", List.of("198.51.100.7")))
        .isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.7                          | 198.51.100.7",
        "1.1.1.1, 198.51.100.7                 | 198.51.100.7",
        "rubbish, 198.51.100.7, 10.1.2.3       | 198.51.100.7",
        "198.51.100.7,10.1.2.3 ,192.0.2.200    | 198.51.100.7",
        "192.0.2.127, 192.0.2.128              | 192.0.2.127",
        "10.1.2.3, 10.1.2.4                    | 10.1.2.3",
        "198.51.100.7:4711                     | 198.51.100.7",
        "2001:db8:8000::1                      | 2001:db8:8000:0:0:0:0:1",
        "2001:DB8:8000::1, 2001:db8:7fff::1    | 2001:db8:8000:0:0:0:0:1",
        "[2001:db8:8000::1]                    | 2001:db8:8000:0:0:0:0:1",
        "[2001:db8:8000::1]:4711               | 2001:db8:8000:0:0:0:0:1",
        "fe80::1%eth0                          | fe80:0:0:0:0:0:0:1",
        "::ffff:198.51.100.7                   | 198.51.100.7",
        "[::ffff:198.51.100.7]:1, ::ffff:10.0.0.1 | 198.51.100.7"
      })
  void caller_behindProxies_isTheLastAddressThatIsNone(String header, String caller) {
    assertThat(PROXIES.caller("127.0.0.1", List.of(header))).isEqualTo(caller);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "unknown",
        "1",
        "1.2",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4.5",
        "1.2.3.4:",
        "a:b",
        "[",
        "[]",
        "::g",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "localhost",
        "198.51.100.7,",
        "for=1.2.3.4",
        "198.51.100.7;",
        "198.51.100.7 198.51.100.8",
        "1.2.3.4:123456"
      })
  void caller_headerIsRubbish_isTheConnection(String header) {
    assertThat(PROXIES.caller("127.0.0.1", List.of(header))).isEqualTo("127.0.0.1");
  }

  @Test
  void caller_severalHeaders_areOneList() {
    assertThat(PROXIES.caller("::1", List.of("1.1.1.1, 198.51.100.7", "10.0.0.1", "10.0.0.2")))
        .isEqualTo("198.51.100.7");
  }

  @Test
  void caller_connectionIsIpv4InIpv6_isIpv4() {
    assertThat(PROXIES.caller("::ffff:203.0.113.9", List.of())).isEqualTo("203.0.113.9");
    assertThat(PROXIES.caller("0:0:0:0:0:ffff:7f00:1", List.of("198.51.100.7")))
        .isEqualTo("198.51.100.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "proxy", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "::/129", "/8", "1.2/8"})
  void network_malformed_isRefusedByName(String network) {
    assertThatThrownBy(() -> new TrustedProxies(List.of(network)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + network);
  }

  @Test
  void network_ofEveryone_trustsEveryoneOfItsFamily() {
    TrustedProxies proxies = new TrustedProxies(List.of("0.0.0.0/0"));

    assertThat(proxies.caller("203.0.113.9", List.of("198.51.100.7"))).isEqualTo("198.51.100.7");
    assertThat(proxies.caller("2001:db8::1", List.of("198.51.100.7")))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
  }
}
