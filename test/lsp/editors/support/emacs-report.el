;;; Run by `emacs --batch': opens a model, asks what a user would, and writes the answers as JSON.  -*- lexical-binding: t; -*-

(require 'cl-lib)
(require 'subr-x)
(require 'json)
(require 'eglot)
(require 'flymake)
;; Compiles nothing in the background while it runs.
(setq native-comp-deferred-compilation nil
      native-comp-enable-subr-trampolines nil
      comp-enable-subr-trampolines nil
      eglot-sync-connect 20)

(defun report-wait (ready)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall ready)) (< (float-time) end))
      (accept-process-output nil 0.02))))

(defun report-diagnostics ()
  (vconcat (mapcar (lambda (each)
                     (save-excursion
                       (goto-char (flymake-diagnostic-beg each))
                       (format "%d:%d %s" (line-number-at-pos) (1+ (current-column))
                               (flymake-diagnostic-text each))))
                   (flymake-diagnostics))))

(defun report-goto (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun report-colour (text)
  (report-goto text)
  (symbol-name (or (get-text-property (point) 'face) 'none)))

(defun report-hover ()
  (report-goto "Conv2D")
  (let (found)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq found (or text ""))))
    (report-wait (lambda () found))
    (substring-no-properties found)))

(defun report-completions ()
  (report-goto "activaton")
  (vconcat (mapcar #'substring-no-properties
                   (all-completions "" (nth 2 (eglot-completion-at-point))))))

(defun report-inlay-hints ()
  (if (not (fboundp 'eglot-inlay-hints-mode))
      :null
    (let ((hints (lambda ()
                   (delq nil (mapcar (lambda (overlay)
                                       (when (overlay-get overlay 'eglot--inlay-hint)
                                         (string-trim
                                          (substring-no-properties
                                           (concat (overlay-get overlay 'before-string)
                                                   (overlay-get overlay 'after-string))))))
                                     (overlays-in (point-min) (point-max)))))))
      ;; Hints are asked for what a window shows.
      (eglot--update-hints-1 (point-min) (point-max))
      (report-wait hints)
      (vconcat (sort (funcall hints) #'string<)))))

(defun report-comment ()
  (report-goto "  input")
  (comment-region (point) (line-end-position))
  (let ((line (buffer-substring-no-properties (line-beginning-position) (line-end-position))))
    (uncomment-region (line-beginning-position) (line-end-position))
    line))

(defun report-fix ()
  (setq eglot-confirm-server-edits nil
        eglot-confirm-server-initiated-edits nil)
  (report-goto "activaton")
  ;; Where Eglot asks which one, the first is taken.
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _) (car (all-completions "" choices))))
            (last-nonmenu-event ?\r))
    (eglot-code-actions (point) (+ (point) (length "activaton")) "quickfix" t))
  ;; Eglot tells of changes when the user pauses; nobody does here.
  (eglot--signal-textDocument/didChange)
  (report-wait (lambda () (null (flymake-diagnostics)))))

(defun report ()
  (find-file "models/wrong.kmodel")
  ;; `eglot-ensure' connects when the command that opened the file is done.
  (run-hooks 'post-command-hook)
  (report-wait #'eglot-current-server)
  (flymake-start)
  (report-wait #'flymake-diagnostics)
  (font-lock-ensure)
  (let ((found
         `((errors . [])
           (root . ,(directory-file-name
                     (expand-file-name (project-root (eglot--project (eglot-current-server))))))
           (diagnostics . ,(report-diagnostics))
           (hover . ,(report-hover))
           (completions . ,(report-completions))
           (inlayHints . ,(report-inlay-hints))
           (colours . ,(vconcat (mapcar #'report-colour '("branch" "float32" "Conv2D" "A model"))))
           (commented . ,(report-comment)))))
    (report-fix)
    (append found
            `((diagnosticsAfterFix . ,(report-diagnostics))
              (formatted . ,(progn (eglot-format-buffer)
                                   (buffer-substring-no-properties (point-min) (point-max))))))))

(let ((found (condition-case problem
                 (report)
               (error `((errors . [,(format "%S" problem)]))))))
  (with-temp-file (getenv "KMODEL_REPORT")
    (insert (json-serialize found :null-object :null)))
  (set-buffer-modified-p nil)
  (kill-emacs 0))
