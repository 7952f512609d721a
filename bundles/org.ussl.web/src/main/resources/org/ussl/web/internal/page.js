// SPDX-License-Identifier: Apache-2.0
// The operator's page. Text from the gateway is only ever set as text, and what has not changed is not touched, so that
// focus, open details and a screen reader's place survive an update.

const EVERY_MILLIS = 3000;
const CLOCKS_APART_MILLIS = 5 * 60 * 1000;
const PARTS = ['ca.pem', 'crl.pem', 'passphrase', 'cert.pem', 'private.key', 'credentials.p12'];
const MARKS = { ok: '● in order', soon: '▲ soon', now: '■ now' };
const ANSWERS = {
  committed: ['ok', 'In use'], unchanged: ['ok', 'In use already'], removed: ['ok', 'Dropped'],
  pending: ['soon', 'Waits'], refused: ['now', 'Refused'], error: ['now', 'Not done'],
};

// Not relative: a browser refuses to fetch what is relative to an address with a name and password in it.
const HERE = location.origin + location.pathname;

const at = (id) => document.getElementById(id);
let token = '';
let cards = new Map();
let started = false;
let decide = () => {};

function element(name, classes, ...children) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.append(...children);
  return made;
}

/** Fills a place anew, but only if what it shows has changed. */
function show(place, data, fill) {
  const now = JSON.stringify(data);
  if (place.shown === now) return;
  place.shown = now;
  place.replaceChildren(...fill(data));
}

function text(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

const day = (instant) => instant.slice(0, 10);
const time = (instant) => `${day(instant)} ${instant.slice(11, 19)}`;

// --- Talking with the gateway

async function ask(path) {
  const reply = await fetch(HERE + path, { cache: 'no-store', signal: AbortSignal.timeout(15000) });
  if (reply.status === 401 || reply.status === 403) throw new Error('The login has ended. Load the page again.');
  if (!reply.ok) throw new Error(`The gateway answers with an error (${reply.status}).`);
  return reply.json();
}

async function change(action, parameters, body) {
  try {
    await refresh();
    const headers = { 'X-Ussl-Token': token };
    if (body) headers['Content-Type'] = 'application/octet-stream';
    const reply = await fetch(`${HERE}${action}?${new URLSearchParams(parameters)}`, { method: 'POST', headers, body });
    return await reply.json();
  } catch (failure) {
    return { status: 'error', message: `No answer from the gateway (${failure.message}). See below what is in use.`, warnings: [] };
  }
}

// --- What is in use

function part(data) {
  const bar = element('i');
  bar.style.width = `${data.left}%`;
  const whom = element('span', 'whom', data.subject);
  if (data.note) whom.append(element('span', 'quiet', ` (${data.note})`));
  whom.title = `SHA-256 ${data.fingerprint}`;
  const track = element('span', 'bar', bar);
  track.setAttribute('aria-hidden', 'true');
  return element('li', data.level,
    element('span', 'quiet', data.label),
    whom,
    element('span', 'until', element('b', '', data.words), element('span', 'quiet', data.notAfter ? `until ${day(data.notAfter)}` : '')),
    track);
}

function waiting(profile, place, data) {
  const button = element('button', '', 'Drop what waits');
  button.type = 'button';
  button.addEventListener('click', async () => {
    if (await confirmed(`Drop what waits in ${profile}? What is in use stays.`, 'Drop')) {
      answer(place, data.part, await change('drop', { profile }));
      await refresh();
    }
  });
  return element('li', '', element('span', '', data.text), button);
}

function card(profile) {
  const made = at('card').content.firstElementChild.cloneNode(true);
  made.querySelector('h3').textContent = profile;
  made.place = made.querySelector('.place');
  uploads(made, made.place, () => profile);
  const history = made.querySelector('.history');
  history.addEventListener('toggle', () => { if (history.open) versions(profile, made).catch(trouble); });
  return made;
}

function fill(made, data) {
  made.className = `card ${data.level}`;
  const mark = made.querySelector('.mark');
  const waits = data.pending.length > 0 && data.level === 'ok';
  mark.className = `mark ${waits ? 'soon' : data.level}`;
  text(mark, waits ? '▲ something waits' : MARKS[data.level]);
  const by = [data.change, data.by].filter(Boolean).join(', ');
  text(made.querySelector('.made'), data.revision === 0 ? 'nothing in use yet'
    : `revision ${data.revision}, in use since ${time(data.since)} UTC${by ? `: ${by}` : ''}`);
  show(made.querySelector('.parts'), data.parts, (parts) => parts.map(part));
  show(made.querySelector('.pending'), data.pending, (all) => all.map((each) => waiting(data.name, made.place, each)));
  if (made.revision !== data.revision) {
    made.revision = data.revision;
    if (made.querySelector('.history').open) versions(data.name, made).catch(trouble);
  }
}

async function versions(profile, made) {
  const data = await ask(`history?${new URLSearchParams({ profile })}`);
  show(made.querySelector('.history ol'), data.versions, (all) => all.map((each) => version(profile, made, each)));
}

function version(profile, made, data) {
  const own = data.parts[0];
  const what = own ? `${own.subject}, ${own.words}` : 'nothing';
  const line = element('li', data.level,
    element('span', '', element('b', '', `Revision ${data.revision}`), ` ${what}`,
      element('br'), element('span', 'quiet', [`${time(data.since)} UTC`, data.change, data.by].filter(Boolean).join(', '))));
  if (data.inUse) {
    line.append(element('span', 'mark', 'in use'));
    return line;
  }
  const button = element('button', '', 'Use again');
  button.type = 'button';
  button.setAttribute('aria-label', `Use revision ${data.revision} of ${profile} again`);
  button.addEventListener('click', async () => {
    const question = `Put revision ${data.revision} of ${profile} (${what}) into use again? New connections use it at once.`;
    if (await confirmed(question, 'Use again')) {
      answer(made.place, 'roll-back', await change('rollback', { profile, revision: data.revision }));
      await refresh();
    }
  });
  line.append(button);
  return line;
}

// --- Uploads

/** Makes a whole card take files that are dropped on it, with a button for those who do not drop. */
function uploads(target, place, profile) {
  place.append(at('drop').content.cloneNode(true));
  const zone = place.querySelector('.drop');
  const input = zone.querySelector('input[type=file]');
  const take = (files) => deliver([...files], place, profile).catch(trouble);
  input.addEventListener('change', () => { take(input.files); input.value = ''; });
  for (const kind of ['dragenter', 'dragover']) {
    target.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add('over'); });
  }
  target.addEventListener('dragleave', (event) => { if (!target.contains(event.relatedTarget)) zone.classList.remove('over'); });
  target.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    take(event.dataTransfer.files);
  });
}

async function deliver(files, place, profile) {
  place.querySelector('.answers').replaceChildren();
  const order = (file) => PARTS.indexOf(file.name.toLowerCase());
  const known = files.filter((file) => order(file) >= 0).sort((one, other) => order(one) - order(other));
  for (const file of known) await send(file, file.name.toLowerCase(), place, profile());
  for (const file of files.filter((each) => order(each) < 0)) place.querySelector('.answers').append(await question(file, place, profile));
}

async function send(file, name, place, profile) {
  const secret = place.querySelector('input[type=password]');
  if (secret.value && (name === 'private.key' || name === 'credentials.p12')) {
    const passphrase = new Blob([secret.value]);
    secret.value = '';
    answer(place, 'passphrase', await change('upload', { profile, part: 'passphrase' }, passphrase));
  }
  answer(place, file.name, await change('upload', { profile, part: name }, file));
  await refresh();
}

/** Asks what a file is whose name does not tell. */
async function question(file, place, profile) {
  const start = await file.slice(0, 4096).text();
  const guess = start.includes('PRIVATE KEY') ? 'private.key' : start.includes('X509 CRL') ? 'crl.pem'
    : /\.(p12|pfx)$/i.test(file.name) ? 'credentials.p12' : 'cert.pem';
  const choice = element('select', '', ...PARTS.filter((name) => name !== 'passphrase').map((name) => new Option(name, name, false, name === guess)));
  choice.setAttribute('aria-label', `What ${file.name} is`);
  const button = element('button', '', 'Upload');
  button.type = 'button';
  const line = element('li', 'soon', element('b', '', file.name), ' is uploaded as ', choice, ' ', button);
  button.addEventListener('click', async () => {
    button.disabled = true;
    await send(file, choice.value, place, profile());
    line.remove();
  });
  return line;
}

function answer(place, what, reply) {
  const [level, word] = ANSWERS[reply.status] ?? ANSWERS.error;
  const words = reply.message.startsWith(`${what}:`) ? reply.message : `${what}: ${reply.message}`;
  const line = element('li', level, element('b', '', word), ` ${words}`);
  for (const warning of reply.warnings ?? []) line.append(element('br'), `Look at this: ${warning}`);
  place.querySelector('.answers').append(line);
}

function confirmed(question, word) {
  at('confirm-text').textContent = question;
  at('confirm-yes').textContent = word;
  at('confirm').showModal();
  return new Promise((done) => { decide = done; });
}

/** Not by the dialog's close event, which comes later: by then the next question may be open. */
function settle(yes) {
  const done = decide;
  decide = () => {};
  at('confirm').close();
  done(yes);
}

// --- The rest of the page

function tls(data) {
  const failed = Object.values(data.failed).reduce((sum, count) => sum + count, 0);
  const figures = { 'Connections up': data.live, 'Full handshakes': data.full, 'Resumed': data.resumed, 'Closed by a swap': data.closed, 'Failed': failed };
  const made = Object.entries(figures).map(([name, value]) => element('div', '', element('dt', '', name), element('dd', '', String(value))));
  for (const [reason, count] of Object.entries(data.failed)) {
    made.push(element('div', 'now', element('dt', '', `Failed: ${reason.toLowerCase().replaceAll('_', ' ')}`), element('dd', 'mark', String(count))));
  }
  return made;
}

function row(...cells) {
  return element('tr', '', ...cells.map(([words, classes]) => element('td', classes, words)));
}

function connection(data) {
  const whose = data.subject ? `${data.subject}${data.verified ? '' : ' (not verified)'}` : 'none shown';
  return row([`${data.peer}, we are the ${data.role}`], [whose, 'words'], [`${data.version}${data.resumed ? ', resumed' : ''}`], [data.with || 'no profile'], [time(data.since), 'time']);
}

function event(data) {
  const level = { refused: 'now', expired: 'soon', pending: 'soon' }[data.outcome] ?? 'ok';
  return row([time(data.time), 'time'], [`${data.event} ${data.outcome}`, `mark ${level}`], [data.profile], [data.by, 'words'], [data.text, 'words']);
}

function nothing(words) {
  const cell = element('td', 'quiet', words);
  cell.colSpan = 5;
  return element('tr', '', cell);
}

async function connections() {
  if (!at('live').open) return;
  const data = await ask('connections');
  show(at('connections'), data.connections, (all) => (all.length ? all.map(connection) : [nothing('none at this moment')]));
  text(at('more-connections'), data.count > data.connections.length ? `and ${data.count - data.connections.length} more` : '');
}

function render(state) {
  token = state.token;
  const attention = at('attention');
  attention.className = `attention ${state.attention.level}`;
  text(at('sentence'), state.attention.sentence);
  document.title = state.attention.level === 'ok' ? 'Credentials' : `(${state.attention.tasks.length}) Credentials`;
  show(at('tasks'), state.attention.tasks, (all) => all.map((task) => element('li', task.level,
    element('strong', 'mark', MARKS[task.level]), task.profile ? `${task.profile}: ${task.text}` : task.text)));
  text(at('when'), `gateway's clock ${time(state.now)} UTC${state.user ? `, ${state.user}` : ''}`);
  const apart = Math.abs(Date.parse(state.now) - Date.now()) > CLOCKS_APART_MILLIS;
  trouble(!window.isSecureContext ? new Error('This page came unencrypted: whoever is on the way can read a key that is uploaded. Use HTTPS.')
    : apart ? new Error("The gateway's clock and this browser's differ by more than five minutes. Certificates are judged by the gateway's.") : null);

  const present = new Map();
  state.profiles.forEach((data) => {
    const made = cards.get(data.name) ?? card(data.name);
    fill(made, data);
    present.set(data.name, made);
  });
  const order = [...present.values()];
  const list = at('profiles');
  if (order.length !== list.children.length || order.some((made, index) => list.children[index] !== made)) list.replaceChildren(...order);
  cards = present;
  if (!started && order.length === 0) at('new-name').value = 'default';
  started = true;
  document.querySelectorAll('.drop input, .drop button').forEach((input) => { input.disabled = !state.canUpload; });

  show(at('tls'), state.tls ?? null, (data) => (data ? tls(data) : [element('div', '', element('dt', '', 'The TLS service'), element('dd', '', 'not running'))]));
  show(at('events'), state.events, (all) => (all.length ? all.map(event) : [nothing('nothing since the gateway started')]));
}

function trouble(failure) {
  text(at('trouble'), failure ? failure.message : '');
}

async function refresh() {
  render(await ask('state'));
  await connections();
}

async function follow() {
  if (!document.hidden) {
    try {
      await refresh();
    } catch (failure) {
      const network = failure instanceof TypeError || failure.name === 'TimeoutError';
      trouble(network ? new Error('The gateway does not answer; what stands here may be old. Trying again.') : failure);
    }
  }
  setTimeout(follow, EVERY_MILLIS);
}

at('confirm-yes').addEventListener('click', () => settle(true));
at('confirm-no').addEventListener('click', () => settle(false));
at('confirm').addEventListener('cancel', () => settle(false));
at('live').addEventListener('toggle', () => connections().catch(trouble));
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh().catch(trouble); });
// A file that misses its card must not replace the page.
for (const kind of ['dragover', 'drop']) window.addEventListener(kind, (missed) => missed.preventDefault());
uploads(document.querySelector('.card.new'), at('new-drop'), () => at('new-name').value.trim());
follow();
