// The portal's one module. Every page works without it; each function is silent when its markup is absent.
import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

initAll();
