import "@mantine/core/styles.css";
import "./docs.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { theme } from "../theme.ts";
import { DocsPage } from "./docs-page.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("docs.html has no element #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <DocsPage />
    </MantineProvider>
  </StrictMode>,
);
