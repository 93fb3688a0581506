import type { FastifyInstance } from "fastify";
import type { AddressRange } from "./kernel/http/address.ts";
import { Api } from "./kernel/http/api.ts";
import { createHttpsServer } from "./kernel/http/http-server.ts";
import { RateLimiter } from "./kernel/http/rate-limit.ts";
import { CacheBus } from "./kernel/cache-bus.ts";
import { CachedByCafe } from "./kernel/cached.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Db } from "./kernel/db/database.ts";
import type { IdSource } from "./kernel/ids.ts";
import type { Log } from "./kernel/log.ts";
import type { Mailer } from "./kernel/mailer.ts";
import {
  bindAccessRoutes,
  createGate,
  findCafeOfAdmin,
  panelSessionRoutes,
  UsageCounters,
} from "./modules/access/index.ts";
import { bindBootPcRoutes } from "./modules/bootpcs/index.ts";
import { bindBookingRoutes, BookingClock, pcBooking, pcBookings } from "./modules/bookings/index.ts";
import { bindCafeRoutes, countCafes, findFirstCafe, openCafes, type Cafes } from "./modules/cafes/index.ts";
import { Sealer } from "./modules/ledger/index.ts";
import { bindLogRoutes } from "./modules/logs/index.ts";
import {
  applyBonusExpiration,
  bindMemberRoutes,
  bindOwnRoutes,
  bindPromoRoutes,
  BonusClock,
  insertMessages,
  type LiveFacts as MemberLiveFacts,
} from "./modules/members/index.ts";
import { bindOfferRoutes, OfferClock } from "./modules/offers/index.ts";
import { bindPcRoutes, ensureServerKey, readPcSettings, type LiveFacts } from "./modules/pcs/index.ts";
import {
  bindCalculateRoutes,
  bindPriceRoutes,
  choosePrice,
  listPrices,
  type NamedPrice,
} from "./modules/pricing/index.ts";
import {
  bindRealtimeRoutes,
  Hub,
  serveSocket,
  switchThrough,
  wakeThrough,
} from "./modules/realtime/index.ts";
import { bindReportRoutes, reportOf, shiftDetailOf, SumKeeper } from "./modules/reports/index.ts";
import { bindSessionRoutes, Sessions } from "./modules/sessions/index.ts";
import { bindExpenseRoutes, bindShiftRoutes, requireShift } from "./modules/shifts/index.ts";
import { bindOrderRoutes, bindProductRoutes, bindStockRoutes, countWaiting } from "./modules/shop/index.ts";
import {
  describeStaffSession,
  findPicture,
  hasShift,
  openShifts,
  memberLiveFacts,
  panelFacts,
  pcLists,
  priceFacts,
  bookingLiveFacts,
  shopLiveFacts,
  signWith,
} from "./between-modules.ts";
import { setUp } from "./set-up.ts";
import { serveDocs } from "./web/docs-routes.ts";
import { serveHealth } from "./web/health-routes.ts";
import { servePages } from "./web/page-routes.ts";

export interface AppParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  log: Log;
  mailer: Mailer;
  proxies: readonly AddressRange[];
  identity: { keyPem: string; certPem: string; spkiPin: string };
  serverCode: string;
  groupCode: string;
  /** What the call limits of known callers are multiplied by; 1 when left out. */
  rateFactor?: number;
  /** Where programs and browsers reach this server, known once it listens. */
  baseUrl: () => string;
  /** What the first person must show to set up an empty installation. */
  setUpCode: string;
}

export interface App {
  http: FastifyInstance;
  api: Api;
  cafes: Cafes;
  hub: Hub;
  sessions: Sessions;
  renew: (identity: { keyPem: string; certPem: string }) => void;
  close: () => Promise<void>;
}

/** The one place where the parts are put together. */
export async function buildApp(parts: AppParts): Promise<App> {
  const { db, clock, ids, log, baseUrl, proxies } = parts;
  const { spkiPin } = parts.identity;
  const bus = await CacheBus.open(db);
  const usage = new UsageCounters(db, log);
  const cafes = openCafes(db, bus);
  const prices = new CachedByCafe(bus, "prices", (cafeId) => listPrices(db, cafeId));
  const signingKey = await db.transact((tx) => ensureServerKey(tx, ids, clock.now()));
  const gate = { ...createGate({ db, bus, clock, usage }), mayAct: requireShift({ db, cafes }) };
  const api = new Api({ db, clock, gate, rateFactor: parts.rateFactor });
  const https = createHttpsServer({ api, log, clock, ids, proxies, identity: parts.identity });
  const http = https.app;

  const sessions = new Sessions({
    ...{ db, clock, log, cafes, serverSecret: signingKey.privateKeyPem },
    pricesOf: (cafeId) => prices.get(cafeId),
  });
  const pricesOf = (cafeId: number) => prices.get(cafeId);
  const live = pcLiveFacts(parts, {
    ...{ sessions, pricesOf },
    isConnected: (cafeId, pcId) => hub.isConnected(cafeId, pcId),
  });
  const settingsVersion = async (cafeId: number) =>
    (await readPcSettings(await cafes.scope(cafeId), findPicture(db, baseUrl))).version;
  const hub: Hub = new Hub({
    ...{ db, clock, ids, log, cafes, sessions, signingKey, spkiPin, settingsVersion },
    baseUrls: () => [baseUrl()],
    bookingOf: (cafeId, pcId) => pcBooking(db, cafeId, pcId, clock.now()),
    panel: panelFacts({ db, clock, cafes, live }),
  });

  const membersLive = memberLiveFacts({ db, clock, sessions, pricesOf });
  const sign = signWith(signingKey.privateKeyPem);
  const together = { bus, usage, cafes, sessions, live, membersLive, hub, pricesOf, sign };
  bindModules(api, parts, together);
  const bookingClock = openBookings(api, parts, together);

  await serveSocket(http, hub, proxies);
  panelSessionRoutes(http, {
    ...{ db, clock, ids, log, proxies },
    limiter: new RateLimiter(clock),
    describe: (staff) => describeStaffSession({ db, cafes }, staff),
    setUp: (request) => setUp(parts, request),
    isEmpty: async () => (await countCafes(db)) === 0,
    licenseHint: async () =>
      (await countCafes(db)) === 1 ? ((await findFirstCafe(db))?.license_name ?? null) : null,
  });
  serveDocs(http, baseUrl);
  serveHealth(http, db);
  await servePages(http);
  await hub.start();
  await sessions.clock.arm();
  const clocks = [
    new BonusClock({ db, clock, log, live: membersLive }),
    new OfferClock({ db, clock, log }),
    bookingClock,
  ];
  for (const one of clocks) await one.look();
  const keepers = [new Sealer({ db, clock, log }), new SumKeeper({ db, clock, log, cafes })];
  for (const one of keepers) one.start();

  return {
    ...{ http, api, cafes, hub, sessions, renew: https.renew },
    async close() {
      await hub.close();
      await https.close();
      await sessions.stop();
      for (const one of clocks) await one.stop();
      await usage.close();
      for (const one of keepers) await one.stop();
      await bus.close();
    },
  };
}

/** What PC lists show beside the PCs. */
function pcLiveFacts(
  { db, clock }: AppParts,
  known: Pick<Together, "sessions" | "pricesOf"> & Pick<LiveFacts, "isConnected">,
): LiveFacts {
  const { sessions, pricesOf, isConnected } = known;
  return {
    isConnected,
    sessionsOf: (cafeId, inside, now) => sessions.factsOf(cafeId, inside, now),
    bookingsOf: (cafeId, inside, now) => pcBookings(inside ?? db, cafeId, now ?? clock.now()),
    async priceNamesOf(cafeId) {
      const prices = await pricesOf(cafeId);
      return (pcGroupId) => choosePrice(prices, pcGroupId, 0)?.name ?? "";
    },
  };
}

/** Bookings and their clock, which sessions go before: whether somebody came is read from them. */
function openBookings(
  api: Api,
  { db, ids, clock, log }: AppParts,
  { cafes, sessions, pricesOf, hub }: Together,
): BookingClock {
  const shop = shopLiveFacts(sessions, pricesOf, (cafeId, pcId) => hub.isConnected(cafeId, pcId));
  const bookings = { db, ids, cafes, pricesOf, live: bookingLiveFacts(shop) };
  const sessionsFirst = () => sessions.clock.look();
  const bookingClock = new BookingClock({ ...bookings, clock, log, sessionsFirst });
  bindBookingRoutes(api, { ...bookings, look: () => void bookingClock.look() });
  return bookingClock;
}

interface Together {
  bus: CacheBus;
  usage: UsageCounters;
  cafes: Cafes;
  sessions: Sessions;
  live: LiveFacts;
  hub: Hub;
  membersLive: MemberLiveFacts;
  pricesOf: (cafeId: number) => Promise<NamedPrice[]>;
  sign: (text: string) => string;
}

/** Every operation of the contract gets its use case. */
function bindModules(
  api: Api,
  parts: AppParts,
  { bus, usage, cafes, sessions, live, membersLive, hub, pricesOf, sign }: Together,
): void {
  const { db, clock, ids, baseUrl } = parts;
  const { spkiPin } = parts.identity;
  bindAccessRoutes(api, {
    ...{ db, bus, clock, ids, usage, mailer: parts.mailer, baseUrl },
    placeOfCafe: async (cafeId) => {
      const { row } = await cafes.scope(cafeId);
      return { serverCode: row.server_code, groupCode: row.group_code, baseUrl: row.base_url };
    },
    zoneOf: async (cafeId) => (await cafes.scope(cafeId)).zone,
    openShifts,
    nameOfCafe: async (cafeId) => (await cafes.scope(cafeId)).row.name,
    describeSession: (staff) => describeStaffSession({ db, cafes }, staff),
  });
  bindCafeRoutes(api, {
    ...{ db, bus, clock, cafes, hasShift: hasShift(db) },
    pcLists: (cafeId) => pcLists({ db, cafes, live }, cafeId),
    findCafeOfAdmin: (licenseName, shown) => findCafeOfAdmin({ db, clock }, licenseName, shown),
    reportOf: reportOf({ db, cafes }),
    applySettings: applyBonusExpiration,
  });
  bindPcRoutes(api, {
    ...{ db, cafes, ids, live, baseUrl, spkiPin, hasShift: hasShift(db) },
    wakePcs: wakeThrough(hub.links),
    switchThroughLocalService: switchThrough(hub.links),
    findPicture: findPicture(db, baseUrl),
  });
  bindLogRoutes(api, {
    ...{ db, cafes },
    async tellMember(tx, { cafeId, memberId, now, ...told }) {
      await insertMessages(tx, cafeId, [memberId], told, now);
    },
  });
  bindBootPcRoutes(api, { db, cafes, bootStates: (cafeId) => hub.bootStates.of(cafeId) });
  const facts = priceFacts(db);
  bindPriceRoutes(api, { db, bus, cafes, facts });
  bindCalculateRoutes(api, { db, cafes, facts, pricesOf });
  bindMemberRoutes(api, { db, cafes, live: membersLive });
  bindOwnRoutes(api, { db, cafes, live: membersLive, clock, ids, mailer: parts.mailer });
  bindPromoRoutes(api, { db, cafes, ids });
  const shopLive = shopLiveFacts(sessions, pricesOf, (cafeId, pcId) => hub.isConnected(cafeId, pcId));
  bindOfferRoutes(api, { db, cafes, offerInUse: (...asked) => shopLive.offerInUse(...asked) });
  const shopParts = { db, cafes, live: shopLive, sign };
  bindProductRoutes(api, shopParts);
  bindStockRoutes(api, shopParts);
  bindOrderRoutes(api, shopParts);
  bindSessionRoutes(api, { sessions, ids, live: membersLive });
  bindReportRoutes(api, { db, cafes });
  const shiftParts = { db, cafes, detailOf: shiftDetailOf({ cafes }), countWaitingOrders: countWaiting };
  bindShiftRoutes(api, shiftParts);
  bindExpenseRoutes(api, shiftParts);
  bindRealtimeRoutes(api, { db, clock, ids, hub });
}
