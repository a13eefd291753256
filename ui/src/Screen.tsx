import { AuditPage } from "./features/audit/AuditPage";
import { BackupsPage } from "./features/backups/BackupsPage";
import { CallsPage } from "./features/calls/CallsPage";
import { BuilderPage } from "./features/campaigns/Builder";
import { CampaignsPage } from "./features/campaigns/CampaignList";
import { ConnectionPage } from "./features/connection/ConnectionPage";
import { ContactTypesPage } from "./features/contactTypes/ContactTypesPage";
import { CustomerList } from "./features/customers/CustomerList";
import { CustomerPage } from "./features/customers/CustomerPage";
import { FetchPage } from "./features/fetch/FetchPage";
import { HouseAccountsPage } from "./features/houseAccounts/HouseAccountsPage";
import { ImportPage } from "./features/imports/ImportPage";
import { MessagesPage } from "./features/messages/MessagesPage";
import { RecyclePage } from "./features/recycle/RecyclePage";
import { ReportList } from "./features/reports/ReportList";
import { ReportPage } from "./features/reports/ReportPage";
import { SchedulePage } from "./features/schedules/ScheduleBuilder";
import { StoresPage } from "./features/stores/StoresPage";
import { Today } from "./features/today/Today";
import { usePlace } from "./lib/router";

/** Which screen stands at a place. */
export function Screen() {
  const [screen = "today", part, inner] = usePlace();
  const id = numberOf(part);
  switch (screen) {
    case "campaigns":
      if (part === "schedules") return inner === "new" || numberOf(inner) !== null ? <SchedulePage key={inner} id={numberOf(inner)} /> : <CampaignsPage tab="schedules" />;
      return id !== null || part === "new" ? <BuilderPage key={part} id={id} /> : <CampaignsPage tab="campaigns" />;
    case "fetch":
      return <FetchPage part={part} />;
    case "calls":
      return <CallsPage type={part ?? null} />;
    case "customers":
      return id !== null ? <CustomerPage key={id} id={id} /> : <CustomerList />;
    case "messages":
      return <MessagesPage id={id} />;
    case "reports":
      return id !== null ? <ReportPage key={id} run={id} /> : <ReportList />;
    case "recycle":
      return <RecyclePage />;
    case "contact-types":
      return <ContactTypesPage />;
    case "house-accounts":
      return <HouseAccountsPage />;
    case "stores":
      return <StoresPage />;
    case "connection":
      return <ConnectionPage />;
    case "imports":
      return <ImportPage />;
    case "backups":
      return <BackupsPage />;
    case "audit":
      return <AuditPage />;
    default:
      return <Today />;
  }
}

function numberOf(part: string | undefined): number | null {
  return part !== undefined && /^\d{1,15}$/.test(part) ? Number(part) : null;
}
