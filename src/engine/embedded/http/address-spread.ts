/** How the requests to a name that has several addresses were spread over them. */
export interface NameSpread {
  name: string;
  /** How many addresses the name had at most. */
  addresses: number;
  /** Requests by address. */
  requests: Record<string, number>;
}

/** What one address took of a name's requests. */
export interface AddressTraffic {
  requests: number;
}

/** Counts the requests of a thread by name and address. */
export class AddressSpread {
  readonly #names = new Map<string, { addresses: number; traffic: Map<string, AddressTraffic> }>();

  /** The counter of a connection to one of so many `addresses`. */
  trafficOf(name: string, ip: string, addresses: number): AddressTraffic {
    const known = this.#names.get(name) ?? { addresses, traffic: new Map<string, AddressTraffic>() };
    this.#names.set(name, known);
    known.addresses = Math.max(known.addresses, addresses);
    const traffic = known.traffic.get(ip) ?? { requests: 0 };
    known.traffic.set(ip, traffic);
    return traffic;
  }

  /** So far; names with one address are left out. */
  names(): NameSpread[] {
    return [...this.#names]
      .filter(([, { addresses }]) => addresses > 1)
      .map(([name, { addresses, traffic }]) => ({
        ...{ name, addresses },
        requests: Object.fromEntries([...traffic].map(([ip, { requests }]) => [ip, requests])),
      }));
  }
}
