import { createContext, use } from "react";
import { callOperation } from "../../contract/client.ts";
import { createDocsKey } from "../../contract/operations/api-settings.ts";
import type { PanelSession } from "../api/session.ts";

/** What is typed once at the top, for every call of the page. */
export interface Access {
  key: string;
  cafeId: string;
  session: PanelSession | null;
  setKey: (key: string) => void;
}

export const AccessContext = createContext<Access | null>(null);

export function useAccess(): Access {
  const access = use(AccessContext);
  if (access === null) throw new Error("the docs page gives no access to its calls");
  return access;
}

/** Reads and keeps a text in this tab only. */
export const kept = {
  read: (name: string): string => sessionStorage.getItem(`netcafe.docs.${name}`) ?? "",
  write: (name: string, text: string): void => sessionStorage.setItem(`netcafe.docs.${name}`, text),
};

/** A key bound to this browser's address, for the signed-in Admin; refused for anybody else. */
export async function makeDocsKey({ session, csrf_token: csrfToken }: PanelSession): Promise<string> {
  const transport = {
    baseUrl: "",
    cafeId: session?.cafe.id ?? 0,
    headers: () => ({ "X-CSRF-Token": csrfToken ?? "" }),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
  };
  const { key } = await callOperation(transport, createDocsKey, {});
  return key;
}
