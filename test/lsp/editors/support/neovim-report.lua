-- Run inside Neovim on an open model: asks what a user would, and writes the answers as JSON.

local function wait_for(ready)
  vim.wait(20000, function()
    local ok, result = pcall(ready)
    return ok and result
  end, 20)
end

local function messages()
  return vim.tbl_map(function(each)
    return string.format('%d:%d %s %s', each.lnum + 1, each.col + 1, each.code, each.message)
  end, vim.diagnostic.get(0))
end

local function ask(method, line, character)
  local answers = vim.lsp.buf_request_sync(0, method, {
    textDocument = vim.lsp.util.make_text_document_params(0),
    position = { line = line, character = character },
  }, 10000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

local function colour(line, column)
  return vim.fn.synIDattr(vim.fn.synID(line, column, true), 'name')
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

local function hint_labels()
  return vim.tbl_map(function(each)
    local label = each.inlay_hint.label
    if type(label) == 'string' then
      return label
    end
    return table.concat(vim.tbl_map(function(part)
      return part.value
    end, label))
  end, vim.lsp.inlay_hint.get({ bufnr = 0 }))
end

local function report()
  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  wait_for(function()
    return #vim.diagnostic.get(0) > 0
  end)
  local found = { diagnostics = messages(), root = clients({ bufnr = 0 })[1].config.root_dir or vim.NIL }

  found.hover = ask('textDocument/hover', 3, 28).contents.value
  local completions = ask('textDocument/completion', 3, 40)
  found.completions = vim.tbl_map(function(item)
    return item.label
  end, completions.items or completions)

  found.inlayHints = vim.NIL
  if vim.lsp.inlay_hint then
    wait_for(function()
      return #hint_labels() > 0
    end)
    found.inlayHints = hint_labels()
  end

  local layer = ''
  if vim.lsp.semantic_tokens then
    wait_for(function()
      return #vim.lsp.semantic_tokens.get_at_pos(0, 3, 26) > 0
    end)
    layer = vim.lsp.semantic_tokens.get_at_pos(0, 3, 26)[1].type
  end
  found.colours = { colour(4, 3), colour(3, 16), layer, colour(1, 4) }

  found.commented = vim.NIL
  if vim.fn.maparg('gcc', 'n') ~= '' then
    vim.api.nvim_win_set_cursor(0, { 3, 0 })
    vim.cmd('normal gcc')
    found.commented = vim.api.nvim_get_current_line()
    vim.cmd('normal gcc')
    wait_for(function()
      return #vim.diagnostic.get(0) == 1
    end)
  end

  vim.api.nvim_win_set_cursor(0, { 4, 42 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.kind == 'quickfix'
    end,
  })
  wait_for(function()
    return #vim.diagnostic.get(0) == 0
  end)
  found.diagnosticsAfterFix = messages()
  vim.lsp.buf.format({ timeout_ms = 10000 })
  found.formatted = text()
  return found
end

-- From the main loop: the first file has its type by then.
vim.schedule(function()
  local ok, found = pcall(report)
  if not ok then
    found = { errors = { found } }
  else
    found.errors = vim.v.errmsg == '' and {} or { vim.v.errmsg }
  end
  -- An empty table would be written as an object.
  local json = vim.fn.json_encode(found):gsub('{}', '[]')
  vim.fn.writefile({ json }, vim.env.KMODEL_REPORT)
  vim.cmd('qa!')
end)
