import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Static } from "typebox";
import { CallRefused } from "../../contract/client.ts";
import type { staffSession } from "../../contract/objects/staff.ts";
import type { Right } from "../../contract/rights.ts";
import { t } from "../text/en.ts";

export type StaffSession = Static<typeof staffSession>;

/** What the server says of this browser: nobody has set it up, nobody is signed in, or who is. */
export interface PanelSession {
  state: "set-up" | "signed-out" | "signed-in";
  license_name_hint: string | null;
  csrf_token: string | null;
  session: StaffSession | null;
}

export interface SignInInput {
  license_name: string;
  staff_name: string;
  password: string;
  /** Of the phone, or a recovery code; "" = none. */
  code: string;
}

export interface SetUpInput {
  set_up_code: string;
  cafe_name: string;
  country: string;
  currency: string;
  timezone: string;
  admin_password: string;
}

interface PanelEnvelope {
  code: number;
  message: string;
  error?: string;
  data?: PanelSession;
}

async function readSession(response: Response): Promise<PanelSession> {
  const envelope = (await response.json().catch(() => null)) as PanelEnvelope | null;
  if (envelope === null) {
    throw new CallRefused({ code: response.status, error: "server.error", message: t.errors.unreadable });
  }
  const { code, message, error = "server.error", data } = envelope;
  if (code >= 400 || data === undefined) throw new CallRefused({ code, message, error, data });
  return data;
}

function post(path: string, body: object, csrfToken?: string | null): Promise<PanelSession> {
  const headers = { "Content-Type": "application/json", ...(csrfToken ? { "X-CSRF-Token": csrfToken } : {}) };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).then(readSession);
}

/** Refuses auth.bad_credentials and auth.too_many_logins as CallRefused. */
export const signIn = (input: SignInInput) => post("/panel/sign-in", input);
export const setUp = (input: SetUpInput) => post("/panel/set-up", input);
export const signOut = (csrfToken: string | null) => post("/panel/sign-out", {}, csrfToken);

export const fetchSession = () => fetch("/panel/session").then(readSession);

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: fetchSession,
  staleTime: 60_000,
});

export interface SignedIn extends StaffSession {
  csrfToken: string;
  may: (right: Right) => boolean;
  /** Whoever has no shift where the café wants one changes nothing; the Admin needs none. */
  needsShift: boolean;
}

/** Who is signed in; the shell shows its pages only then. */
export function useSignedIn(): SignedIn {
  const { data } = useQuery(sessionQuery);
  if (!data?.session || data.csrf_token === null) throw new SignedOut();
  const { session, csrf_token: csrfToken } = data;
  const { shift_required: required, shift, staff, rights } = session;
  const needsShift = required === 1 && shift === null && staff.staff_role !== "admin";
  return { ...session, csrfToken, needsShift, may: (right) => rights.includes(right) };
}

/** Thrown when a page is drawn while nobody is signed in; the shell answers with the sign-in page. */
export class SignedOut extends Error {
  constructor() {
    super(t.errors.signedOut);
    this.name = "SignedOut";
  }
}
