(ns jepsen.store
  "A stand-in for Jepsen's namespace of that name: where a test's files are."
  (:require [clojure.java.io :as io]))

(def base-dir (atom "store"))

(defn path! [test & args]
  (doto (apply io/file @base-dir (:name test) (:start-time test) (map str (remove nil? (flatten args))))
    (io/make-parents)))
