import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  Outlet,
} from "@tanstack/react-router";
import { queryClient } from "./api/query-client.ts";
import { sessionQuery } from "./api/session.ts";
import { NotFound, RouteError } from "./ui/route-error.tsx";

/** The router takes a redirect that is thrown; it is a value of its own, not an error. */
function throwTo(target: unknown): never {
  throw target as Error;
}

const root = createRootRoute({ component: Outlet });

/** Where to go on after signing in; only a path of our own. */
export function safeBack(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) && !value.startsWith("/sign-in")
    ? value
    : undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } => {
    const back = safeBack(search["back"]);
    return back === undefined ? {} : { back };
  },
  component: lazyRouteComponent(() => import("./pages/sign-in-page.tsx"), "SignInPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/set-up",
  component: lazyRouteComponent(() => import("./pages/set-up-page.tsx"), "SetUpPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./pages/lost-password-page.tsx"), "ForgotPasswordPage"),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("./pages/lost-password-page.tsx"), "ResetPasswordPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  // Asked before the shell is loaded: who must sign in first loads no more than the sign-in page.
  beforeLoad: async ({ location }) => {
    const session = await queryClient.query({ ...sessionQuery, staleTime: "static" }).catch(() => null);
    if (session?.state === "set-up") throwTo(redirect({ to: "/set-up", replace: true }));
    if (session?.state === "signed-out")
      throwTo(redirect({ to: "/sign-in", search: { back: location.href }, replace: true }));
  },
  component: lazyRouteComponent(() => import("./pages/shell.tsx"), "Shell"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throwTo(redirect({ to: "/computers", replace: true }));
  },
});

const computers = createRoute({
  getParentRoute: () => shell,
  path: "/computers",
  component: lazyRouteComponent(() => import("./pages/computers-page.tsx"), "ComputersPage"),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: "/members",
  component: lazyRouteComponent(() => import("./pages/members-page.tsx"), "MembersPage"),
});

const member = createRoute({
  getParentRoute: () => shell,
  path: "/members/$memberId",
  component: lazyRouteComponent(() => import("./pages/member-page.tsx"), "MemberPage"),
});

const apiSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/api",
  component: lazyRouteComponent(() => import("./pages/api-page.tsx"), "ApiPage"),
});

const centerSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/center",
  component: lazyRouteComponent(() => import("./pages/center-page.tsx"), "CenterPage"),
});

const pcSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/computers",
  component: lazyRouteComponent(() => import("./pages/pcs-page.tsx"), "PcsPage"),
});

const promoCodes = createRoute({
  getParentRoute: () => shell,
  path: "/promo-codes",
  component: lazyRouteComponent(() => import("./pages/promo-codes-page.tsx"), "PromoCodesPage"),
});

const offers = createRoute({
  getParentRoute: () => shell,
  path: "/offers",
  component: lazyRouteComponent(() => import("./pages/offers-page.tsx"), "OffersPage"),
});

const products = createRoute({
  getParentRoute: () => shell,
  path: "/products",
  component: lazyRouteComponent(() => import("./pages/products-page.tsx"), "ProductsPage"),
});

const logs = createRoute({
  getParentRoute: () => shell,
  path: "/logs",
  validateSearch: (search: Record<string, unknown>): { pc?: string } =>
    typeof search["pc"] === "string" && search["pc"] !== "" ? { pc: search["pc"] } : {},
  component: lazyRouteComponent(() => import("./pages/logs-page.tsx"), "LogsPage"),
});

const reports = createRoute({
  getParentRoute: () => shell,
  path: "/reports",
  component: lazyRouteComponent(() => import("./pages/reports-page.tsx"), "ReportsPage"),
});

const loyaltySettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/loyalty",
  component: lazyRouteComponent(() => import("./pages/loyalty-page.tsx"), "LoyaltyPage"),
});

const paymentSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/payment",
  component: lazyRouteComponent(() => import("./pages/payment-page.tsx"), "PaymentPage"),
});

const prices = createRoute({
  getParentRoute: () => shell,
  path: "/settings/prices",
  component: lazyRouteComponent(() => import("./pages/prices-page.tsx"), "PricesPage"),
});

const price = createRoute({
  getParentRoute: () => shell,
  path: "/settings/prices/$priceId",
  component: lazyRouteComponent(() => import("./pages/price-page.tsx"), "PricePage"),
});

const memberGroups = createRoute({
  getParentRoute: () => shell,
  path: "/settings/member-groups",
  component: lazyRouteComponent(() => import("./pages/member-groups-page.tsx"), "MemberGroupsPage"),
});

const staff = createRoute({
  getParentRoute: () => shell,
  path: "/settings/staff",
  component: lazyRouteComponent(() => import("./pages/staff-page.tsx"), "StaffPage"),
});

const oneStaff = createRoute({
  getParentRoute: () => shell,
  path: "/settings/staff/$staffId",
  component: lazyRouteComponent(() => import("./pages/one-staff-page.tsx"), "OneStaffPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/account-page.tsx"), "AccountPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    signIn,
    setUp,
    forgotPassword,
    resetPassword,
    shell.addChildren([
      computers,
      members,
      member,
      promoCodes,
      offers,
      products,
      logs,
      reports,
      apiSettings,
      centerSettings,
      loyaltySettings,
      paymentSettings,
      prices,
      price,
      memberGroups,
      pcSettings,
      staff,
      oneStaff,
      account,
    ]),
  ]),
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFound,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
