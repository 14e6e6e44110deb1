// Publishes a release: sends the form with its archive, tells how far it is, and
// says by field what is wrong.
"use strict";

(() => {
  const FIELDS = ["name", "releaseDate", "archive"];
  const CREATED = 201;

  const byId = (id) => document.getElementById(id);
  const form = byId("publish");
  const sending = byId("sending");
  const progress = byId("sending-progress");
  const cancel = byId("sending-cancel");
  const title = document.title;
  const broken =
    "The connection broke before there was an answer. See whether the release is there; if it is " +
    "not, send it once more. The same archive sent twice does no harm.";

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const cookie = (name) => {
    const pairs = document.cookie.split("; ");
    const found = pairs.find((pair) => pair.startsWith(`${name}=`));
    return found === undefined ? "" : found.slice(name.length + 1);
  };

  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

  // A field with everything that is wrong with it, or with nothing.
  const mark = (name, messages) => {
    const input = byId(name);
    const field = input.closest(".field");
    byId(`${name}-error`)?.remove();
    field.classList.toggle("bad", messages.length > 0);
    const described = [`${name}-hint`];
    if (messages.length > 0) {
      const told = messages.map((message) =>
        make("p", {}, make("span", { class: "unseen" }, "Error: "), message),
      );
      input.before(make("div", { class: "error", id: `${name}-error` }, ...told));
      input.setAttribute("aria-invalid", "true");
      described.push(`${name}-error`);
    } else {
      input.removeAttribute("aria-invalid");
    }
    input.setAttribute("aria-describedby", described.join(" "));
  };

  // Problems are pairs of a field, empty for the whole form, and a sentence.
  const show = (problems) => {
    for (const name of FIELDS) {
      mark(name, problems.filter(([field]) => field === name).map(([, message]) => message));
    }
    byId("problems").replaceChildren();
    document.title = problems.length > 0 ? `Error: ${title}` : title;
    if (problems.length === 0) {
      return;
    }
    const entries = problems.map(([field, message]) =>
      make("li", {}, field === "" ? message : make("a", { href: `#${field}` }, message)),
    );
    const summary = make(
      "div",
      { class: "wrong", role: "alert", tabindex: "-1", "aria-labelledby": "wrong-title" },
      make("h2", { id: "wrong-title" }, "There is a problem"),
      make("ul", {}, ...entries),
    );
    byId("problems").append(summary);
    summary.focus();
  };

  const missing = () => {
    const problems = [];
    if (byId("name").value.trim() === "") {
      problems.push(["name", "Write a name."]);
    }
    if (byId("releaseDate").value === "") {
      problems.push(["releaseDate", "Choose a release date."]);
    }
    const archive = byId("archive").files[0];
    if (archive === undefined) {
      problems.push(["archive", "Choose an archive."]);
    } else if (archive.size > Number(form.dataset.largest)) {
      problems.push(["archive", "The archive is larger than 4 GiB."]);
    } else if (/["\r\n]/.test(archive.name)) {
      // Browsers send these as %22 and the like, which names may have.
      problems.push(["archive", "The file name must not have quotation marks or line ends."]);
    }
    return problems;
  };

  // The sentence of an answer, whoever gave it.
  const sentence = (request) => {
    try {
      const { message, detail } = JSON.parse(request.responseText);
      const told = message ?? detail;
      if (typeof told === "string" && told !== "") {
        return told;
      }
    } catch {
      // Not JSON: told below.
    }
    return `The answer was ${request.status}. Try again later.`;
  };

  // "name: Too long. archive: No extension." as problems of these fields.
  const byField = (message) => {
    const [whole, ...parts] = message.split(new RegExp(`(?:^|\\s)(${FIELDS.join("|")}): `));
    const problems = whole.trim() === "" ? [] : [["", whole.trim()]];
    for (let at = 0; at < parts.length; at += 2) {
      problems.push([parts[at], parts[at + 1].trim()]);
    }
    return problems.sort(([one], [other]) => FIELDS.indexOf(one) - FIELDS.indexOf(other));
  };

  const problemsOf = (request) => {
    switch (request.status) {
      case 400:
        return byField(sentence(request));
      case 401:
        return [["", "You have been signed out. Sign in again in another window, then publish."]];
      case 409:
      case 413:
        return [["archive", sentence(request)]];
      default:
        return [["", sentence(request)]];
    }
  };

  const hold = (event) => event.preventDefault();

  const ended = (told, problems) => {
    window.removeEventListener("beforeunload", hold);
    sending.hidden = true;
    form.hidden = false;
    byId("told").textContent = told;
    show(problems);
  };

  const answered = (request) => {
    if (request.status === 200 || request.status === CREATED) {
      window.removeEventListener("beforeunload", hold);
      const done = request.status === CREATED ? "published" : "known";
      window.location.assign(`${form.dataset.done}?done=${done}`);
    } else {
      ended("", problemsOf(request));
    }
  };

  const tell = ({ lengthComputable, loaded, total }) => {
    if (!lengthComputable || total === 0) {
      return;
    }
    const percent = Math.floor((100 * loaded) / total);
    progress.value = percent;
    byId("sending-told").textContent =
      `${percent}%: ${megabytes(loaded)} of ${megabytes(total)} MB`;
  };

  const sent = () => {
    cancel.hidden = true;
    progress.removeAttribute("value");
    byId("sending-told").textContent = "";
    byId("told").textContent = "All of it has been sent. It is being signed and published.";
  };

  const send = () => {
    const archive = byId("archive").files[0];
    const data = new FormData();
    // What is said of the archive goes before it.
    data.append("name", byId("name").value.trim());
    data.append("releaseDate", byId("releaseDate").value);
    data.append("archive", archive, archive.name);

    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", tell);
    request.upload.addEventListener("load", sent);
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => ended("", [["", broken]]));
    request.addEventListener("abort", () => {
      ended("Cancelled. Nothing has been published.", []);
      byId("name").focus();
    });
    cancel.onclick = () => request.abort();
    request.open("POST", form.dataset.address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", cookie("csrftoken"));
    request.send(data);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const problems = missing();
    show(problems);
    if (problems.length > 0) {
      return;
    }
    window.addEventListener("beforeunload", hold);
    byId("told").textContent = "";
    byId("sending-told").textContent = "";
    progress.value = 0;
    cancel.hidden = false;
    form.hidden = true;
    sending.hidden = false;
    byId("sending-title").focus();
    send();
  });

  form.hidden = false;
})();
