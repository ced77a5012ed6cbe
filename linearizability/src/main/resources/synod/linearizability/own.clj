(ns synod.linearizability.own
  "Models of one's own by name, for the command line."
  (:require [clojure.java.io :as io]
            [synod.linearizability :as l])
  (:import (java.io PushbackReader)))

(set! *warn-on-reflection* true)

(defn- refuse [& words]
  (throw (IllegalArgumentException. ^String (apply str words))))

(defn- namespace-of
  "The namespace that a file declares in its first form, and else user."
  [file]
  (with-open [in (PushbackReader. (io/reader file))]
    (let [form (binding [*read-eval* false] (read {:eof nil :read-cond :allow} in))]
      (if (and (seq? form) (= 'ns (first form))) (ns-name (create-ns (second form))) 'user))))

(defn- file-var [^String file ^String name]
  (when-not (.isFile (io/file file))
    (refuse "there is no file " file "."))
  (let [in (namespace-of file)]
    (load-file file)
    (or (ns-resolve in (symbol name)) (refuse "the file " file " defines no " name "."))))

(defn- namespace-var [^String place]
  (let [at (symbol place)]
    (when-not (namespace at)
      (refuse "name it as clj:NAMESPACE/NAME or clj:FILE#NAME."))
    (let [in (symbol (namespace at))]
      (try
        (require in)
        (catch java.io.FileNotFoundException e
          (refuse "there is no namespace " in " on the class path (" (.getMessage e) ").")))
      (or (ns-resolve in (symbol (name at))) (refuse "the namespace " in " defines no " (name at) ".")))))

(defn model-at
  "The model of Java for NAMESPACE/NAME or FILE#NAME: a model, or a function without arguments that makes one."
  [^String place]
  (let [hash (.lastIndexOf place "#")
        v (if (neg? hash)
            (namespace-var place)
            (file-var (subs place 0 hash) (subs place (inc hash))))
        held (deref v)
        model (if (fn? held) (held) held)]
    (or (l/java-model model)
        (refuse "what is there is no model: " (pr-str model) " does not extend synod.linearizability/Model."))))
