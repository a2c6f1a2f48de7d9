/* The sidebar "commissioning": sorts pictures into good and bad, fits a product's limits to them and saves them as a recipe. */
(function () {
  if (window.gyeolCommissioning) return;
  window.gyeolCommissioning = true;

  const NAMESPACE = '@gyeol/node-red-inspection/inspection-recipe:inspection-recipe.commissioning.';
  const text = (key, values) => RED._(NAMESPACE + key, values);
  const BASE = 'inspection-recipe/commissioning';
  const post = (path, body = {}) =>
    $.ajax({ url: BASE + path, method: 'POST', contentType: 'application/json', data: JSON.stringify(body) });
  const complain = (failure) => {
    const { message, advice } = (failure && failure.responseJSON) || {};
    const told = message ? `${message} ${advice}` : (failure && failure.statusText) || '';
    RED.notify($('<div>').text(told).html(), { type: 'error', timeout: 10000 });
  };

  const content = $(
    '<div class="gyeol-commissioning" style="padding:12px;overflow-y:auto;height:100%;box-sizing:border-box">',
  );
  const node = $('<select style="width:100%">');
  const advice = $('<ul class="gyeol-commissioning-advice">');
  const bar = $('<progress max="1" value="0" style="width:100%">').hide();
  const result = $('<div>').hide();
  const recipe = $('<input type="text" style="width:100%" class="gyeol-commissioning-name">');
  const miss = share('miss', '5');
  const last = $('<input type="number" min="1" max="500" step="1" style="width:70px">').val('50');
  const falseAlarm = share('falseAlarm', '2');
  const comparison = $('<select style="width:50%" class="gyeol-commissioning-comparison">').append(
    ['auto', 'always', 'never'].map((wish) =>
      $('<option>')
        .val(wish)
        .text(text(`comparison.${wish}`)),
    ),
  );
  const run = button('fa-play', 'run', begin).addClass('gyeol-commissioning-run primary');
  let session;

  function button(icon, key, press) {
    return $('<button type="button" class="red-ui-button">')
      .append($('<i>').addClass(`fa ${icon}`), ` ${text(key)}`)
      .on('click', press);
  }
  function share(name, value) {
    return $('<input type="number" min="0.1" max="50" step="0.1" style="width:70px">')
      .val(value)
      .addClass(`gyeol-commissioning-${name}`);
  }
  const step = (number, title) => $('<h4 style="margin:16px 0 6px">').text(`${number}. ${title}`);

  /** A place to drop pictures on, with their thumbnails; a click on one takes it out again. */
  function place(side, title, colour) {
    const thumbs = $('<div style="display:flex;flex-wrap:wrap;gap:4px;margin-top:6px">');
    const file = $('<input type="file" multiple accept="image/*" style="display:none">').addClass(
      `gyeol-commissioning-${side}`,
    );
    const drop = $('<div style="border:2px dashed;border-radius:4px;padding:8px;cursor:pointer;margin-bottom:8px">')
      .css('border-color', colour)
      .append(
        $('<b>').text(title),
        $('<span style="float:right" class="count">').text('0'),
        $('<div>').append($('<small>').text(text('drop'))),
        thumbs,
      );
    drop.on('click', (event) => {
      if (!$(event.target).closest('img').length) file.trigger('click');
    });
    drop.on('dragover', (event) => event.preventDefault());
    drop.on('drop', (event) => {
      event.preventDefault();
      add(event.originalEvent.dataTransfer.files);
    });
    file.on('change', function () {
      add([...this.files]);
      this.value = '';
    });

    async function add(files) {
      for (const picture of files) {
        try {
          await put(side, picture);
          thumb(picture);
        } catch (failure) {
          complain(failure);
        }
      }
    }
    function thumb(picture) {
      const address = URL.createObjectURL(picture);
      $('<img style="width:56px;height:56px;object-fit:cover">')
        .attr({ src: address, title: picture.name, alt: picture.name })
        .on('click', function () {
          post(`/${session}/take`, { name: picture.name, side }).done(count);
          $(this).remove();
        })
        .appendTo(thumbs);
    }
    return { drop, file, clear: () => thumbs.empty() };
  }
  const ok = place('ok', text('good'), '#2e9e6b');
  const ng = place('ng', text('bad'), '#d2452f');

  async function put(side, picture) {
    session = session || (await post('')).id;
    const query = $.param({ side, name: picture.name });
    count(
      await $.ajax({
        url: `${BASE}/${session}/pictures?${query}`,
        method: 'POST',
        contentType: 'application/octet-stream',
        data: picture,
        processData: false,
      }),
    );
  }
  function count(state) {
    ok.drop.find('.count').text(state.ok);
    ng.drop.find('.count').text(state.ng);
  }

  /** Takes the pictures of reports on which a person decided. */
  async function recall() {
    try {
      session = session || (await post('')).id;
      const before = await $.getJSON(`${BASE}/${session}`);
      const after = await post(`/${session}/recall`, { most: Number(last.val()) });
      count(after);
      if (after.ok + after.ng === before.ok + before.ng)
        RED.notify($('<div>').text(text('noneDecided')).html(), { type: 'warning', timeout: 10000 });
    } catch (failure) {
      complain(failure);
    }
  }

  function begin() {
    if (!session) return complain({ statusText: text('none') });
    result.hide();
    bar.val(0).attr('value', 0).show();
    run.prop('disabled', true);
    post(`/${session}/run`, {
      node: node.val(),
      miss: miss.val() / 100,
      falseAlarm: falseAlarm.val() / 100,
      comparison: comparison.val(),
    })
      .done(follow)
      .fail((failure) => {
        rest();
        complain(failure);
      });
  }
  function rest() {
    bar.hide();
    run.prop('disabled', false);
  }
  function follow(state) {
    bar.attr('value', state.total ? state.done / state.total : 0);
    if (state.running) return void setTimeout(() => $.getJSON(`${BASE}/${session}`).done(follow).fail(complain), 300);
    rest();
    if (state.problem) return complain({ statusText: state.problem });
    advice.empty().append(state.advice.map((line) => $('<li>').text(line)));
    result.show();
  }
  const open = () =>
    window.open(`${BASE}/${session}/page?${$.param({ name: recipe.val().trim() })}`, '_blank', 'noopener');

  function save() {
    const id = recipe.val().trim();
    post(`/${session}/save`, { recipe: id })
      .done(({ version }) => {
        use(id);
        told('saved', { id, version });
      })
      .fail(complain);
  }
  const told = (key, values) =>
    RED.notify($('<div>').text(text(key, values)).html(), { type: 'success', timeout: 8000 });

  /** Lets the clip-filter judge by the recipes, this one being the standard; undone like any other edit. */
  function use(id) {
    const filter = RED.nodes.node(node.val());
    if (!filter) return;
    const before = { recipe: filter.recipe, changed: filter.changed, dirty: RED.nodes.dirty() };
    let choice = RED.nodes.node(filter.recipe) || configs()[0];
    if (!choice) {
      const fresh = RED.nodes.id();
      RED.nodes.import([{ id: fresh, type: 'inspection-recipe', name: '', standard: id }], { generateIds: false });
      choice = RED.nodes.node(fresh);
    } else if (!choice.standard) {
      choice.standard = id;
      choice.changed = true;
    }
    if (filter.recipe !== choice.id) {
      filter.recipe = choice.id;
      RED.history.push({
        t: 'edit',
        node: filter,
        changes: { recipe: before.recipe },
        changed: before.changed,
        dirty: before.dirty,
      });
    }
    filter.changed = true;
    filter.dirty = true;
    RED.nodes.updateConfigNodeUsers(filter);
    RED.nodes.dirty(true);
    RED.view.redraw(true);
  }
  function configs() {
    const found = [];
    RED.nodes.eachConfig((one) => {
      if (one.type === 'inspection-recipe') found.push(one);
    });
    return found;
  }

  function fill() {
    const chosen = node.val();
    node.empty();
    RED.nodes.eachNode((one) => {
      if (one.type !== 'clip-filter') return;
      const tab = RED.nodes.workspace(one.z);
      $('<option>')
        .val(one.id)
        .text(`${one.name || 'clip-filter'} · ${(tab && tab.label) || ''}`)
        .appendTo(node);
    });
    if (chosen) node.val(chosen);
  }

  content.append(
    $('<p>').text(text('intro')),
    step(1, text('which')),
    node,
    step(2, text('sort')),
    ok.drop,
    ok.file,
    ng.drop,
    ng.file,
    $('<div>').append(
      button('fa-history', 'recall', recall).addClass('gyeol-commissioning-recall'),
      ' ',
      last,
      ` ${text('pictures')}`,
    ),
    step(3, text('wish')),
    $('<div>').append($('<label style="display:inline-block;width:60%">').text(text('miss')), miss, ' %'),
    $('<div>').append($('<label style="display:inline-block;width:60%">').text(text('falseAlarm')), falseAlarm, ' %'),
    $('<div style="margin-top:4px">').append(
      $('<label style="display:inline-block;width:45%">').text(text('comparison.label')),
      comparison,
    ),
    $('<div style="margin-top:8px">').append(run),
    bar,
    result.append(
      step(4, text('look')),
      advice,
      button('fa-bar-chart', 'open', open).addClass('gyeol-commissioning-open'),
      step(5, text('keep')),
      recipe,
      $('<div style="margin-top:6px">').append(button('fa-save', 'save', save).addClass('gyeol-commissioning-save')),
    ),
  );
  recipe.attr('placeholder', text('name'));

  RED.sidebar.addTab({
    id: 'gyeol-commissioning',
    label: text('tab'),
    name: text('title'),
    iconClass: 'fa fa-graduation-cap',
    content,
    enableOnEdit: true,
    onchange: fill,
  });
  RED.actions.add('gyeol:show-commissioning', () => {
    RED.sidebar.show('gyeol-commissioning');
    fill();
  });
})();
