package wabahub.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Finds the addresses of a name, however long it takes.
@FunctionalInterface
interface Resolver {
  InetAddress[] find(String name) throws UnknownHostException;
}
