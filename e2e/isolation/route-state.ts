/** What the kernel says of the network namespace that this process is in. */
export interface RouteState {
  /** Routes out of the machine. */
  readonly routes: number
  /** Packets that somebody in the namespace wanted to send, native code included, and that found no route (IpOutNoRoutes, RFC 4293). */
  readonly packetsWithoutRoute: number
}

/** @param route, snmp, snmp6 as in `/proc/net` */
export function routeStateOf(route: string, snmp: string, snmp6: string): RouteState {
  const [names = [], values = []] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(/\s+/))
  const v4 = Number(values[names.indexOf('OutNoRoutes')] ?? Number.NaN)
  const v6 = Number(/^Ip6OutNoRoutes\s+(?<count>\d+)/m.exec(snmp6)?.groups?.count ?? 0)
  return { routes: route.trim().split('\n').length - 1, packetsWithoutRoute: v4 + v6 }
}
