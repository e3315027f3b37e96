// One shot.
import { $ } from "./base.js";
$("#shot").textContent = "";
