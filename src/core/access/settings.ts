/** Who may come in, as far as settings say so. */
export interface AccessSettings {
  /** Of the pages: as it is, or as `hashPassword` makes it. Without one pages are open unless there are keys. */
  readonly password: string | undefined;
  /** Whether people accept that everybody who can reach the service may do everything. */
  readonly allowOpen: boolean;
  /** Addresses and networks, e.g. `10.0.0.0/8`. */
  readonly trustedProxies: readonly string[];
  /** Other sites whose pages may use the API; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute and client; undefined for no limit. */
  readonly rateLimit: number | undefined;
}

/** For whoever has nothing to guard: a test, a command line. */
export const openAccess: AccessSettings = {
  password: undefined,
  allowOpen: true,
  trustedProxies: [],
  corsOrigins: [],
  rateLimit: undefined,
};
