/**
 * The door for rules of higher modules: all that is pure of pricing, without stores (billing.md 6). Instants are whole epoch seconds,
 * amounts are minor units of the café's currency, percents are exact decimal texts. They rely on prices without a fault (`faultOfPrice`).
 */

/** Which price holds and whether a price may be kept: billing.md 6.1, api-v2.md 3.6. */
export {
  choosePrice,
  coveredByAlone,
  type DynamicRow,
  faultOfPrice,
  groupsWithoutPrice,
  guestGroupIds,
  type Price,
  type PriceFault,
  type Tier,
  type TierGrid,
} from "./price-rules.ts";

/** A session's seconds at one price version, its free minutes and its exact cost: billing.md 6.2, 6.3, 6.4.1 to 6.4.3. */
export {
  billedIntervals,
  type Charge,
  type ChargeTerms,
  exactCost,
  exactCostOfStretch,
  freeSecondsFor,
  secondsOf,
  type Stretch,
  type TaxRule,
} from "./stretch-rules.ts";
export { taxInside, totalOf } from "./tax-rules.ts";
export { type Fraction } from "./fraction-rules.ts";
export { type Interval } from "./local-time-rules.ts";

/** What a settlement books, and the running cost before it: billing.md 6.4.4 to 6.4.8, 7.4. */
export { type BookedCharge, chargeFor, type ChargeRequest } from "./charge-rules.ts";

/** How long funds last; `calculate/time` and `calculate/amount`: billing.md 6.5. */
export { type Fund, moneyForTime, secondsLeft, timeForMoney } from "./time-left-rules.ts";

/** `price_show` and the calculation in a CHECKOUT row: api-v2.md 3.6, billing.md 7.2. */
export { calculationInWords, priceShow } from "./calculation-rules.ts";
