import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

/**
 * Goes to another path once. The router's own Navigate goes again whenever it is drawn anew, which never ends while
 * the page it leads to is still being loaded.
 */
export function Redirect({ href }: { href: string }) {
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ href, replace: true });
  }, [navigate, href]);
  return null;
}
