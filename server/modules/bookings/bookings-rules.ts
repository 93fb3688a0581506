/** What is pure of bookings, for rules of higher modules. */
export { coversAt, queuePlace, turnsOf, type BookedTime, type Turn } from "./turn-rules.ts";
