package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptorTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "fe80::1%1, fe80::1",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void anAddressIsWrittenInItsUsualFormAndWithoutAScope(String address, String written) throws UnknownHostException {
        InetAddress parsed = InetAddress.getByName(address);

        assertThat(Acceptor.endpoint(new InetSocketAddress(parsed, 9001))).isEqualTo(new Endpoint(written, 9001));
    }
}
